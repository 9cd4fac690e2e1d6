/**
 * The departments that report in the fictional province, and how each of them
 * writes its files. They are organisations too: organs, registered like others.
 */
import { organisationCodeCheck, usccCheckCharacter } from '../../codes/uscc.ts'
import type { Field } from './words.ts'

export type ActField = Field | 'registry'

export type Department = {
  code: string
  name: string
  /** In the numbers of its documents: 明市监处罚〔2026〕1号. */
  mark: string
  region: string
  items: readonly string[]
  /** First two characters of the codes it registers, and where. */
  registers: readonly string[]
  registersIn: string
  /** Which of an organisation's doings it permits and penalises. */
  fields: readonly ActField[]
  file: FileHabits
}

export type FileHabits = {
  format: 'csv' | 'csv-gb18030' | 'xlsx'
  header: 'names' | 'codes' | 'older' | 'names-and-codes'
  order: 'national' | 'own'
  titles: number
  day: 'dashes' | 'slashes' | 'chinese' | 'digits' | 'mixed'
}

/** A code with right checks; `serial` makes it another. Areas 9901 to 9903 stand in no real code. */
export function demoCode(pair: string, area: string, serial: number): string {
  const body = organisationBody(serial)
  const first17 = `${pair}${area}${body}${organisationCodeCheck(body)}`
  return first17 + usccCheckCharacter(first17)
}

/** Eight characters, another for each serial below 1.4 million. */
function organisationBody(serial: number): string {
  const number = serial * 7 + 100_003
  return `M${'ABCDEFGHJK'[Math.floor(number / 1_000_000) % 10]}${String(number % 1_000_000).padStart(6, '0')}`
}

const habits = (
  format: FileHabits['format'],
  header: FileHabits['header'],
  order: FileHabits['order'],
  titles: number,
  day: FileHabits['day'],
): FileHabits => ({ format, header, order, titles, day })

const market = (serial: number, city: string, mark: string, area: string, file: FileHabits): Department => ({
  code: demoCode('11', `${area}01`, serial),
  name: `示范省${city}市场监督管理局`,
  mark: `${mark}市监`,
  region: `${area}00`,
  items: ['registration', 'permit', 'penalty', 'honour', 'commitment', 'abnormal-operation'],
  registers: ['91', '92', '93'],
  registersIn: area,
  fields: ['food', 'goods'],
  file,
})

const provincial = (
  serial: number,
  name: string,
  mark: string,
  field: ActField | undefined,
  file: FileHabits,
  more: Partial<Department> = {},
): Department => ({
  code: demoCode('11', '990101', serial),
  name: `示范省${name}`,
  mark,
  region: '990000',
  items: ['permit', 'penalty'],
  registers: [],
  registersIn: '99',
  fields: field ? [field] : [],
  file,
  ...more,
})

const registry = (...registers: string[]): Partial<Department> => ({ items: ['registration'], registers })
const registryAndMore = (...registers: string[]): Partial<Department> => ({
  items: ['registration', 'permit', 'penalty'],
  registers,
})

export const departments: readonly Department[] = [
  market(1, '明衡市', '明', '9901', habits('csv', 'names', 'national', 0, 'dashes')),
  market(2, '诚川市', '诚', '9902', habits('csv-gb18030', 'names', 'own', 0, 'slashes')),
  market(3, '信陵湾市', '信', '9903', habits('xlsx', 'names-and-codes', 'national', 2, 'dashes')),
  provincial(
    4,
    '机构编制委员会办公室',
    '示编',
    undefined,
    habits('xlsx', 'names', 'own', 1, 'chinese'),
    registry('11', '12', '13', '19'),
  ),
  provincial(5, '民政厅', '示民', 'registry', habits('xlsx', 'names', 'national', 1, 'mixed'), {
    ...registryAndMore('51', '52', '53', '54', '55', '59'),
    items: ['registration', 'permit', 'penalty', 'abnormal-operation'],
  }),
  provincial(
    6,
    '司法厅',
    '示司',
    'registry',
    habits('csv-gb18030', 'names', 'national', 1, 'dashes'),
    registryAndMore('31', '32', '33', '34', '35', '39'),
  ),
  provincial(
    7,
    '农业农村厅',
    '示农',
    'farming',
    habits('csv', 'older', 'own', 0, 'mixed'),
    registryAndMore('N1', 'N2', 'N3', 'N9'),
  ),
  provincial(
    8,
    '社会组织与其他机构赋码中心',
    '示赋',
    undefined,
    habits('csv', 'names', 'own', 2, 'digits'),
    registry('21', '29', '41', '49', '61', '62', '69', '71', '72', '79', '81', '89', 'A1', 'A9', 'G1', 'Y1'),
  ),
  provincial(9, '消防救援总队', '示消', 'fire', habits('csv-gb18030', 'codes', 'national', 0, 'digits'), {
    items: ['permit', 'penalty', 'commitment'],
  }),
  provincial(10, '应急管理厅', '示应急', 'safety', habits('xlsx', 'older', 'national', 3, 'slashes')),
  provincial(11, '生态环境厅', '示环', 'environment', habits('csv', 'names-and-codes', 'own', 1, 'dashes')),
  provincial(12, '交通运输厅', '示交', 'transport', habits('csv-gb18030', 'older', 'own', 2, 'mixed'), {
    items: ['permit', 'penalty', 'honour', 'commitment'],
  }),
  provincial(13, '卫生健康委员会', '示卫', 'health', habits('xlsx', 'names', 'own', 0, 'chinese')),
  provincial(14, '住房和城乡建设厅', '示建', 'building', habits('csv', 'codes', 'national', 0, 'dashes'), {
    items: ['permit', 'penalty', 'honour'],
  }),
  provincial(15, '税务局', '示税', undefined, habits('xlsx', 'names', 'national', 1, 'dashes'), {
    items: ['tax-class-a', 'list-entry'],
  }),
  provincial(16, '人力资源和社会保障厅', '示人社', undefined, habits('csv', 'names', 'own', 0, 'chinese'), {
    items: ['list-entry'],
  }),
]

/** Bodies that report nothing and work with what is there. */
export const creditCentre = { code: demoCode('12', '990101', 20), name: '示范省公共信用信息中心', region: '990000' }
export const serviceHall = { code: demoCode('12', '990101', 21), name: '示范省明衡市政务服务中心', region: '990100' }
