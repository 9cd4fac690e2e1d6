/**
 * What a file looked like around its rows: its sheets and their order, the lines
 * that are no data (titles, header, notes), which column held which field. With
 * the screened copy, which has the rows, it is enough to give the file back.
 *
 * It is screened like the copy: texts are masked, what could be a person's name
 * stands empty, hidden sheets are left out. Bounded: what stands beyond the limits
 * is left out too, the rows never are.
 */
import { maskText } from '../codes/mask-text.ts'
import { looksLikePersonName, organisationWord } from '../codes/names.ts'

export type Outline = {
  format: string
  /** Of a CSV. */
  delimiter?: string
  /** It was given back before, and is sent again. */
  isReturned?: true
  sheets: OutlineSheet[]
}

export type OutlineSheet = {
  name: string
  /** Lines of the copy from this one on, and before the next sheet's, stand here. */
  from?: number
  /** What is taken from a line of the copy to have its row in the sheet. */
  above?: number
  /** The first and the last row of the columns' names, where the sheet has a table. */
  headerRow?: number
  lastHeaderRow?: number
  /** The field of each column; null where nothing is kept of it. */
  fields?: (string | null)[]
  /** Which columns the cells of the copy stand in; -1: in none of this sheet. */
  kept?: number[]
  /** Of a sheet in the department's own columns: how many cells of the copy are national ones, and stand before its own. */
  skip?: number
  /** And from which column each field was read: one column may hold several. */
  places?: { [field: string]: number }
  /** In characters, from the left. */
  widths?: number[]
  /** Ranges above the data, such as `A1:H1`. */
  merged?: string[]
  asides: Aside[]
}

/** A row that is no data. */
export type Aside = { row: number; cells: string[] }

/** Stands for the name of a column that could be a person's: that there is one is told, and nothing of it. */
export const hiddenName = '（已隐去）'

const asidesAtMost = 400
const charactersAtMost = 100_000
const sheetsAtMost = 100

export type OutlineTaker = {
  /** By a name that may be kept. */
  sheet(name: string): void
  /** Rows that are no data. */
  aside(cells: readonly string[], row: number): void
  /** The names of the columns, in as many rows as they take. `isNamed`: which of them are nobody's, beside those of the catalogue. */
  head(cells: readonly string[], row: number, isNamed?: (name: string) => boolean): void
  /** From here on the rows of this sheet are data. */
  table(table: {
    headerRow: number
    lastHeaderRow: number
    columns: readonly string[]
    fields: readonly (string | undefined)[]
    kept: readonly number[]
    from: number
    above?: number
    skip?: number
    places?: { [field: string]: number }
    /** It was given back before; what we had added is none of the columns. */
    isReturned: boolean
  }): void
  outline(): Outline
}

/** `isColumn`: whether the catalogue knows a column of that name, which is then nobody's. */
export function takeOutline(
  form: { format: string; delimiter?: string },
  isColumn: (name: string) => boolean,
): OutlineTaker {
  const sheets: OutlineSheet[] = []
  let asides = 0
  let characters = 0
  let isReturned = false
  const current = () => {
    if (sheets.length === 0) sheets.push({ name: '', asides: [] })
    return sheets.at(-1)!
  }
  const add = (row: number, cells: string[]) => {
    asides++
    characters += cells.reduce((sum, cell) => sum + cell.length, 0)
    if (asides <= asidesAtMost && characters <= charactersAtMost) current().asides.push({ row, cells })
  }
  return {
    sheet(name) {
      if (sheets.length >= sheetsAtMost) return
      sheets.push({ name: name || `Sheet${sheets.length + 1}`, asides: [] })
    },
    aside: (cells, row) => add(row, screenedCells(cells)),
    // It may be a row, taken for the header: what no one knows is screened like any text.
    head: (cells, row, isNamed = () => false) =>
      add(
        row,
        cells.map((cell) =>
          isColumn(cell) || isNamed(cell) || isColumnWord(cell)
            ? maskedText(cell)
            : cell.trim() === ''
              ? ''
              : screenedText(cell) || hiddenName,
        ),
      ),
    table({ headerRow, lastHeaderRow, columns, fields, kept, from, above, skip, places, ...more }) {
      const width = columns.length
      if (more.isReturned) isReturned = true
      const sheet = current()
      sheet.headerRow = headerRow
      sheet.lastHeaderRow = lastHeaderRow
      sheet.fields = fields.slice(0, width).map((field) => field ?? null)
      sheet.kept = [...kept]
      sheet.from = from
      if (above) sheet.above = above
      if (skip) sheet.skip = skip
      if (places) sheet.places = places
      for (const aside of sheet.asides) if (aside.row >= headerRow) aside.cells = aside.cells.slice(0, width)
    },
    outline: () => ({ ...form, ...(isReturned ? { isReturned } : {}), sheets }),
  }
}

/** How columns are called, and nobody: 金额, 方式, 单位. */
const ofColumn =
  /(?:金额|方式|程序|单位|时间|日期|类[别型]|种类|备注|编号|序号|文号|代码|名称|内容|依据|结果|状态|情况|事项|范围|期限|等级|级别|说明|比例|次数)$/

const isColumnWord = (cell: string): boolean =>
  cell.length <= 10 && ofColumn.test(cell) && !looksLikePersonName(cell.replace(ofColumn, ''))

/** Behind these words a form has its cell for a person's name, number or place. */
const ofPerson =
  /(?:人|员|者|姓名|名字|电话|手机|邮箱|传真|微信|QQ|住址|联系方式|代表|领导|局长|科长)\s*(?:签[字名章])?\s*[:：]?\s*$/i

/** A line that is no data, with what is a person's taken out of it. */
export function screenedCells(cells: readonly string[]): string[] {
  let isOfPerson = false
  return cells.map((cell) => {
    if (cell.trim() === '') return ''
    const text = screenedText(cell)
    const isHidden = isOfPerson && organisationWord(cell) === undefined && !ofPerson.test(cell)
    isOfPerson = ofPerson.test(cell.trim())
    return isHidden ? '' : text
  })
}

/** Empty where it could be a person's name. */
function screenedText(text: string): string {
  const masked = maskedText(text)
  return looksLikePersonName(masked) ? '' : masked
}

function maskedText(text: string): string {
  const plain = text.isWellFormed() && !text.includes('\0') ? text : text.toWellFormed().replaceAll('\0', '\ufffd')
  return maskText(plain)?.text ?? plain
}
