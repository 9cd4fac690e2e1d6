/**
 * The demonstration: 示范省, a province that does not exist, with 5,000 organisations
 * and some 41,000 records, as files of sixteen departments. The same day, seed and size
 * give the same files byte for byte. No organisation, code or person in it is real.
 */
import type { Day } from '../../codes/day.ts'
import type { RuleBook } from '../../rulebook/book.ts'
import { itemOn } from '../../rulebook/book.ts'
import type { Item } from '../../rulebook/catalogue.ts'
import { type Department, departments } from './departments.ts'
import { writeFile } from './files.ts'
import { makeOrganisations, type Organisation } from './organisations.ts'
import { type OtherItem, otherRows } from './others.ts'
import { type ActItem, actRows, type DemoRow, laterRows, type Mistake, registrationRows, renamedRows } from './rows.ts'

export type DemoFile = {
  fileName: string
  item: 'registration' | ActItem | OtherItem
  /** Code of the department that sends it. */
  source: string
  bytes: Buffer
  /** What was meant by each row: never in the file itself. */
  meant: readonly MeantRow[]
}

export type MeantRow = { line: number; mistake?: Mistake /** The organisation it is truly about. */; about?: string }

export type DemoSize = { organisations: number; permits: number; penalties: number }

export const wholeDemo: DemoSize = { organisations: 5000, permits: 26_500, penalties: 9_400 }
export const demoSeed = 'shifan-1'

const rowsInFile = { permit: 2600, penalty: 900 } as const
const titles = {
  registration: '登记注册基本信息报送表',
  permit: '行政许可信息报送表',
  penalty: '行政处罚信息报送表',
  honour: '诚实守信荣誉信息报送表',
  'tax-class-a': 'A级纳税人信息报送表',
  commitment: '信用承诺信息报送表',
  'abnormal-operation': '经营异常名录信息报送表',
  'list-entry': '严重失信主体名单信息报送表',
} as const

/**
 * The files in the order in which they are to be sent: registrations first, then
 * permits and penalties by department in turn, then what departments put right, then the rest.
 */
export async function* makeDemoFiles(
  book: RuleBook,
  today: Day,
  seed: string = demoSeed,
  size: DemoSize = wholeDemo,
): AsyncGenerator<DemoFile> {
  const organisations = makeOrganisations(today, seed, size.organisations)
  const items = new Map((Object.keys(titles) as DemoFile['item'][]).map((id) => [id, itemFor(book, id, today)]))
  const file = async (
    item: DemoFile['item'],
    department: Department,
    rows: readonly DemoRow[],
    part: string,
  ): Promise<DemoFile> => {
    const written = await writeFile(items.get(item)!, department, rows, titles[item], `${seed} ${part}`)
    return {
      fileName: `${department.name}-${titles[item].replace('报送表', '')}-${part}.${written.extension}`,
      item,
      source: department.code,
      bytes: written.bytes,
      meant: rows.map((row, i) => ({
        line: written.firstLine + i,
        ...(row.mistake ? { mistake: row.mistake } : {}),
        ...(row.meant ? { about: row.meant } : {}),
      })),
    }
  }

  const registered = byRegistry(organisations)
  for (const [department, theirs] of registered) {
    yield await file('registration', department, registrationRows(theirs, department, today, seed), '全量')
  }
  for (const [department, theirs] of registered) {
    const rows = renamedRows(theirs, department, today)
    if (rows.length > 0) yield await file('registration', department, rows, '变更')
  }

  for (const item of ['permit', 'penalty'] as const) {
    const sending = sharesOf(item, item === 'permit' ? size.permits : size.penalties).map(({ department, count }) => ({
      department,
      rows: actRows(item, department, organisations, count, today, seed),
    }))
    // In turn, so that two departments can be taken in at once.
    for (let part = 0; sending.some(({ rows }) => part * rowsInFile[item] < rows.length); part++) {
      for (const { department, rows } of sending) {
        const these = sliceOf(rows, part, rowsInFile[item])
        if (these.length > 0) yield await file(item, department, these, `第${part + 1}批`)
      }
    }
    for (const { department, rows } of sending) {
      const again = laterRows(item, rows, department, seed)
      if (again.length > 0) yield await file(item, department, again, '更正')
    }
  }

  for (const { item, department, rows } of otherRows(organisations, today, seed)) {
    yield await file(item, department, rows, '全量')
  }
}

/** A part of the rows; rows that share a key stay in one file, where they meet. */
function sliceOf(rows: readonly DemoRow[], part: number, count: number): readonly DemoRow[] {
  const begin = (at: number) => {
    let start = Math.min(at * count, rows.length)
    while (start > 0 && start < rows.length && isSecondOfTwo(rows[start]!)) start--
    return start
  }
  return rows.slice(begin(part), begin(part + 1))
}

const isSecondOfTwo = (row: DemoRow): boolean => row.mistake === 'twice' || row.mistake === 'unequal-twice'

function itemFor(book: RuleBook, id: string, today: Day): Item {
  const item = itemOn(book, id, today)
  if (!item) throw new Error(`the rule book has no item ${id} on ${today}`)
  return item
}

function byRegistry(organisations: readonly Organisation[]): Map<Department, Organisation[]> {
  const registered = new Map<Department, Organisation[]>()
  for (const one of organisations) {
    const department = departments.find(
      ({ registers, registersIn }) => registers.includes(one.pair) && one.place.code.startsWith(registersIn),
    )
    if (!department) throw new Error(`nobody registers ${one.pair} in ${one.place.code}`)
    const theirs = registered.get(department)
    if (theirs) theirs.push(one)
    else registered.set(department, [one])
  }
  return registered
}

/** Market regulation decides most, the registries of civil affairs and justice least. */
const weights: { [mark: string]: Record<ActItem, number> } = {
  明市监: { permit: 22, penalty: 22 },
  诚市监: { permit: 16, penalty: 15 },
  信市监: { permit: 12, penalty: 11 },
  示民: { permit: 3, penalty: 2 },
  示司: { permit: 1, penalty: 0.5 },
  示农: { permit: 5, penalty: 4 },
  示消: { permit: 8, penalty: 12 },
  示应急: { permit: 7, penalty: 9 },
  示环: { permit: 8, penalty: 9 },
  示交: { permit: 7, penalty: 6 },
  示卫: { permit: 6, penalty: 5 },
  示建: { permit: 5, penalty: 4.5 },
}

function sharesOf(item: ActItem, count: number): { department: Department; count: number }[] {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight[item], 0)
  return departments.flatMap((department) => {
    const weight = weights[department.mark]
    return weight ? [{ department, count: Math.max(3, Math.round((count * weight[item]) / total)) }] : []
  })
}
