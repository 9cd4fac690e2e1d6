/** Sheets of our own templates that hold no rows: how to fill it in, and the lists of its drop-downs. */
export const notesSheet = '填写说明'
export const listsSheet = '代码表'

/** They stand behind the sheet that was filled in; a first sheet is read whatever it is called. */
export function isOwnSheet({ name, index }: { name: string; index: number }): boolean {
  return index > 0 && (name === notesSheet || name === listsSheet)
}
