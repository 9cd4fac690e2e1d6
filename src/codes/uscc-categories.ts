/**
 * Positions 1 and 2 of a code: who registers, and what is registered. This is the
 * table of GB 32100-2015 as typed data, so that the room needs no file to say what
 * a code is. `rules/national/codes/` holds the same lines with basis, days and
 * certainty, and a test keeps the two equal; a newer table goes through
 * `categoriesOf`. Which kind of subject a line means is our word, not the standard's.
 */
import type { Says } from '../terms/says.ts'

export type SubjectKind =
  | 'enterprise'
  | 'sole-proprietor'
  | 'cooperative'
  | 'organ'
  | 'institution'
  | 'mass-organisation'
  | 'social-group'
  | 'private-non-enterprise'
  | 'foundation'
  | 'law-firm'
  | 'other-justice'
  | 'trade-union'
  | 'village-collective'
  | 'residents-committee'
  | 'religious'
  | 'foreign-office'
  | 'military'
  | 'other'

export const subjectKinds: readonly SubjectKind[] = [
  'enterprise',
  'sole-proprietor',
  'cooperative',
  'organ',
  'institution',
  'mass-organisation',
  'social-group',
  'private-non-enterprise',
  'foundation',
  'law-firm',
  'other-justice',
  'trade-union',
  'village-collective',
  'residents-committee',
  'religious',
  'foreign-office',
  'military',
  'other',
]

export type UsccCategory = { code: string; kind: SubjectKind; name: Says }

/**
 * A series that was issued, before the standard had settled, with check characters
 * of its own. In its pattern a dot stands for any character.
 */
export type PilotSeries = { pattern: string; name: Says }

/** A table from rule data. A line that this version does not know yet is of the kind `other`. */
export function categoriesOf(
  lines: Iterable<{ code: string; zh: string; en: string }>,
): ReadonlyMap<string, UsccCategory> {
  const kindOf = (code: string) => standardCategories.get(code)?.kind ?? 'other'
  return new Map([...lines].map(({ code, zh, en }) => [code, { code, kind: kindOf(code), name: { zh, en } }]))
}

/** Pilot series from rule data. */
export function pilotSeriesOf(lines: Iterable<{ code: string; zh: string; en: string }>): PilotSeries[] {
  return [...lines].map(({ code, zh, en }) => ({ pattern: code, name: { zh, en } }))
}

const line = (code: string, kind: SubjectKind, zh: string, en: string): [string, UsccCategory] => [
  code,
  { code, kind, name: { zh, en } },
]

export const standardCategories: ReadonlyMap<string, UsccCategory> = new Map([
  line('11', 'organ', '机关', 'government organ'),
  line('12', 'institution', '事业单位', 'public institution'),
  line('13', 'mass-organisation', '编办直接管理机构编制的群众团体', 'mass organisation on the state staffing list'),
  line('19', 'other', '机构编制其他', 'other body on the state staffing list'),
  line('21', 'foreign-office', '外国常驻新闻机构', 'resident foreign news office'),
  line('29', 'other', '外交其他', 'other body registered by foreign affairs'),
  line('31', 'law-firm', '律师执业机构', 'law firm'),
  line('32', 'other-justice', '公证处', 'notary office'),
  line('33', 'other-justice', '基层法律服务所', 'grass-roots legal service office'),
  line('34', 'other-justice', '司法鉴定机构', 'forensic appraisal body'),
  line('35', 'other-justice', '仲裁委员会', 'arbitration commission'),
  line('39', 'other-justice', '司法行政其他', 'other body registered by justice'),
  line('41', 'foreign-office', '外国在华文化中心', 'foreign cultural centre in China'),
  line('49', 'other', '文化其他', 'other body registered by culture'),
  line('51', 'social-group', '社会团体', 'social group'),
  line('52', 'private-non-enterprise', '民办非企业单位', 'private non-enterprise unit'),
  line('53', 'foundation', '基金会', 'foundation'),
  line('54', 'residents-committee', '村民委员会', "villagers' committee"),
  line('55', 'residents-committee', '居民委员会', "residents' committee"),
  line('59', 'other', '民政其他', 'other body registered by civil affairs'),
  line('61', 'foreign-office', '外国旅游部门常驻代表机构', 'resident office of a foreign tourism board'),
  line(
    '62',
    'foreign-office',
    '港澳台地区旅游部门常驻内地(大陆)代表机构',
    'resident office of a Hong Kong, Macao or Taiwan tourism board',
  ),
  line('69', 'other', '旅游其他', 'other body registered by tourism'),
  line('71', 'religious', '宗教活动场所', 'place of religious activity'),
  line('72', 'religious', '宗教院校', 'religious college'),
  line('79', 'religious', '宗教其他', 'other religious body'),
  line('81', 'trade-union', '基层工会', 'grass-roots trade union'),
  line('89', 'trade-union', '工会其他', 'other trade union body'),
  line('91', 'enterprise', '企业', 'enterprise'),
  line('92', 'sole-proprietor', '个体工商户', 'sole proprietor'),
  line('93', 'cooperative', '农民专业合作社', "farmers' cooperative"),
  line('A1', 'military', '军队事业单位', 'military institution'),
  line('A9', 'military', '军队其他', 'other military body'),
  line('G1', 'foreign-office', '境外非政府组织代表机构', 'representative office of an overseas NGO'),
  line('N1', 'village-collective', '组级集体经济组织', 'collective economic organisation of a villagers’ group'),
  line('N2', 'village-collective', '村级集体经济组织', 'collective economic organisation of a village'),
  line('N3', 'village-collective', '乡镇级集体经济组织', 'collective economic organisation of a township'),
  line('N9', 'village-collective', '农业其他', 'other body registered by agriculture'),
  line('Y1', 'other', '其他', 'other'),
])

export const standardPilotSeries: readonly PilotSeries[] = [
  {
    pattern: '9135....M0001.....',
    name: {
      zh: '福建试点号段（校验码不合国家标准）',
      en: 'Fujian pilot series (check characters do not follow the standard)',
    },
  },
]
