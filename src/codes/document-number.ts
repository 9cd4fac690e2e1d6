/**
 * The number of a decision document (文号), as it goes into natural keys: the same
 * number typed in another way must give the same text, another number never.
 *
 * Only typography is settled here: width, blanks, brackets, dashes, case. A 第 or
 * leading zeros stay as they are; whether those make another number is not for us.
 */
const plain = /^[\u4E00-\u9FFF]+〔\d{4}〕\d+号?$/
const yearInBrackets = /[([{〔【［〈<《]([12]\d{3})年?[)\]}〕】］〉>》]/g

export function normaliseDocumentNumber(text: string): string {
  if (plain.test(text)) return text
  return text
    .normalize('NFKC')
    .replace(/[\s\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g, '')
    .replace(/[‐‑‒–—―−－ー]+/g, '-')
    .toUpperCase()
    .normalize('NFKC')
    .replace(yearInBrackets, '〔$1〕')
    .replace(/[[{【［〈《]/g, '(')
    .replace(/[\]}】］〉》]/g, ')')
}

const brackets = String.raw`[([{〔【［〈<《（]\s*[12]\d{3}\s*年?\s*[)\]}〕】］〉>》）]`
const ahead = String.raw`[\u4E00-\u9FFFA-Za-z]{0,24}`
/** 示市监罚〔2026〕1号, 〔2026〕28号, and the courts' (2026)京01执123号. */
const inText = new RegExp(
  String.raw`(${ahead})(${brackets})\s*((?:[\u4E00-\u9FFF]\d{0,4}(?:民|刑|行|执|破|财|司|清申|强清)[\u4E00-\u9FFF]{0,3})?\s*(?:第|字第|字)?\s*\d{1,10}(?:[-—－之]\d{1,6})*)\s*(号(?:之[一二三四五六七八九十\d]+)?)?`,
  'g',
)

/** What stands before a number in a sentence and is no part of it. */
const leading =
  /^.*(?:决定书|通知书|告知书|认定书|决定|文书号|文号|编号|案号|根据|依据|依照|关于|作出|下达|制作|送达|收到|公告|公示|以及|发布|号|见|的|及|与|按|以|第|为|由|在|是|(?:公司|行政处罚|处罚|行政许可)(?=..))/

export type DocumentNumberFound = { number: string; start: number; end: number }

/**
 * Document numbers in a text, such as a title that holds one: as they stand there.
 * Where words run into the number without a mark between them, only what is known
 * to be none of it is left out.
 */
export function findDocumentNumbers(text: string): DocumentNumberFound[] {
  const found: DocumentNumberFound[] = []
  for (const match of text.matchAll(inText)) {
    const [all, before, year, behind, end = ''] = match
    // Without 号 the digits must be the end of a word.
    const after = match.index + all.length
    if (end === '' && /[\d年月日.%]/.test(text.charAt(after))) continue
    const kept = before!.replace(leading, '')
    const number = `${kept}${year}${behind}${end}`.replace(/\s+/g, '')
    found.push({ number, start: match.index + before!.length - kept.length, end: after })
  }
  return found
}
