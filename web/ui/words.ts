/** Words that portal and console share, in both languages. */
import type { Language, Says } from '../../src/terms/says.ts'

export type { Language, Says }

export const platformName: Says = { zh: '信衡', en: 'Xinheng' }
export const platformKind: Says = { zh: '公共信用信息平台', en: 'Public Credit Information Platform' }

export const demoMark: Says = { zh: '演示数据', en: 'Demonstration data' }
export const demoSentence: Says = {
  zh: '示范省及其中的单位、代码和记录都是虚构的，不涉及任何真实的单位和个人。',
  en: 'The province, its organisations, codes and records are made up. No real organisation or person is meant.',
}

/** Said where a section of a file has nothing to show. */
export const nothingFound: Says = { zh: '查询期内无相关信息', en: 'No such information in the period asked for' }

const kinds: Record<string, Says> = {
  enterprise: { zh: '企业', en: 'Enterprise' },
  'sole-proprietor': { zh: '个体工商户', en: 'Sole proprietor' },
  cooperative: { zh: '农民专业合作社', en: "Farmers' cooperative" },
  organ: { zh: '机关', en: 'Government body' },
  institution: { zh: '事业单位', en: 'Public institution' },
  'mass-organisation': { zh: '群众团体', en: 'Mass organisation' },
  'social-group': { zh: '社会团体', en: 'Social group' },
  'private-non-enterprise': { zh: '民办非企业单位', en: 'Private non-enterprise unit' },
  foundation: { zh: '基金会', en: 'Foundation' },
  'law-firm': { zh: '律师执业机构', en: 'Law firm' },
  'other-justice': { zh: '其他司法行政机构', en: 'Other legal service body' },
  'trade-union': { zh: '工会', en: 'Trade union' },
  'village-collective': { zh: '农村集体经济组织', en: 'Rural collective' },
  'residents-committee': { zh: '基层群众性自治组织', en: "Residents' or villagers' committee" },
  religious: { zh: '宗教活动场所和院校', en: 'Religious site or school' },
  'foreign-office': { zh: '外国及境外机构', en: 'Foreign office' },
  military: { zh: '军队事业单位', en: 'Military institution' },
  other: { zh: '其他组织', en: 'Other organisation' },
}

export function kindWords(kind: string): Says {
  return kinds[kind] ?? { zh: kind, en: kind }
}

/** By the code of rules/national/code-lists/subject-state.yaml; sources write the Chinese word. */
const statuses: Record<string, Says> = {
  existing: { zh: '存续', en: 'Existing' },
  'licence-revoked': { zh: '吊销', en: 'Licence revoked' },
  deregistered: { zh: '注销', en: 'Deregistered' },
  annulled: { zh: '撤销', en: 'Registration annulled' },
  'moved-out': { zh: '迁出', en: 'Moved out' },
  dormant: { zh: '歇业', en: 'Dormant' },
}
const statusByWord = new Map(
  Object.entries(statuses).flatMap(([code, says]) => [[code, says] as const, [says.zh, says]]),
)

export function statusWords(status: string): Says {
  return statusByWord.get(status) ?? { zh: status, en: status }
}

/** What a search is narrowed to. */
export const statusGroupWords: Record<string, Says> = {
  'in-being': { zh: '存续', en: 'Existing' },
  dormant: { zh: '歇业', en: 'Dormant' },
  'moved-out': { zh: '迁出', en: 'Moved out' },
  'licence-revoked': { zh: '吊销', en: 'Licence revoked' },
  deregistered: { zh: '注销、撤销', en: 'Deregistered or annulled' },
}

const classes: Record<string, Says> = {
  minor: { zh: '轻微', en: 'Minor' },
  general: { zh: '一般', en: 'General' },
  serious: { zh: '严重', en: 'Serious' },
}

/** Class of the misconduct (失信严重程度). */
export function classWords(klass: string): Says {
  return classes[klass] ?? { zh: klass, en: klass }
}

const certainties: Record<string, Says> = {
  V: { zh: '已核对原文', en: 'checked against the text' },
  K: { zh: '通行做法', en: 'established practice' },
  k: { zh: '有待核对原文', en: 'still to be checked against the text' },
  '?': { zh: '原文未定，由部署单位确认', en: 'open in the text, for the deploying body to confirm' },
}

/** How sure a line of the rules is. */
export function certaintyWords(certainty: string): Says {
  return certainties[certainty] ?? { zh: certainty, en: certainty }
}

const opennesses: Record<string, Says> = {
  public: { zh: '向社会公示', en: 'open to the public' },
  government: { zh: '政务共享', en: 'shared between authorities' },
  authorised: { zh: '授权查询', en: 'with the authorisation of the organisation' },
}

export function opennessWords(openness: string): Says {
  return opennesses[openness] ?? { zh: openness, en: openness }
}

/** A number of working days, as the law gives them. */
export const workingDays = (count: number): Says => ({
  zh: `${count} 个工作日`,
  en: `${count} working day${count === 1 ? '' : 's'}`,
})
