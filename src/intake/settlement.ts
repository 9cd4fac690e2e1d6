/**
 * What became of a row that waited. The line says for good what intake said of it;
 * what a person decided afterwards stands beside it, and this puts the two together:
 * the verdict as it is now, and a sentence that says who decided it, when and why.
 */
import { dayInShanghai } from '../codes/day.ts'
import { kindOf, shownName } from '../subjects/subject.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import { placeSays } from './place-says.ts'

/** How it was settled: placed with an organisation, or found to be nobody's whom the register knows. */
export type Settlement = {
  how: 'placed' | 'none'
  subject?: string
  name?: string
  record?: number
  who: string
  reason: string
  at: string
}

/** The last word about a row, as the database has it; `how` may be a decision that was taken back. */
export type LastWord = {
  how: 'placed' | 'none' | 'reopened'
  verdict: string | null
  subject: string | null
  name: string | null
  record: number | null
  who: string
  reason: string
  at: string
  /** Why the row waited. */
  waited: string | null
}

type Settled<V extends string> = { verdict: V | 'refused'; findings: Finding[]; settled: Settlement }

/**
 * The line of a row that waited, with the last word about it; undefined where that was taken back, so that the row
 * waits again. What stood against a row that was placed is told as a remark from then on.
 */
export function settledLine<V extends string>(
  line: number,
  findings: readonly Finding[],
  word: LastWord | null,
): Settled<V> | undefined {
  if (word === null || word.how === 'reopened') return undefined
  const { how, who, reason } = word
  const at = new Date(word.at).toISOString()
  if (how === 'none') {
    const settled: Settlement = { how, who, reason, at }
    return { verdict: 'refused', findings: [...findings, settledFinding(line, settled, word)], settled }
  }
  const settled: Settlement = {
    how,
    subject: word.subject!,
    ...(word.name === null ? {} : { name: shownName(word.name, kindOf(word.subject!)) }),
    ...(word.record === null ? {} : { record: word.record }),
    who,
    reason,
    at,
  }
  const remarks = findings.map((finding) => ({ ...finding, severity: 'warning' as const }))
  return { verdict: word.verdict as V, findings: [...remarks, settledFinding(line, settled, word)], settled }
}

function settledFinding(line: number, settled: Settlement, { waited }: LastWord): Finding {
  const { how, subject, name, who, reason, at } = settled
  const day = dayInShanghai(new Date(at))
  const isAgainst = waited !== null && Object.hasOwn(placeSays, waited)
  const says: Says = isAgainst
    ? how === 'placed'
      ? {
          zh: `${who}于${day}确认以本行为准，已入库（${subject}）。理由：${reason}`,
          en: `${who} said on ${day} that this row is to stand; it went in (${subject}). Reason: ${reason}`,
        }
      : {
          zh: `${who}于${day}确认以已有记录为准，该行未入库。理由：${reason}`,
          en: `${who} said on ${day} that what stands is right; the row did not go in. Reason: ${reason}`,
        }
    : how === 'placed'
      ? {
          zh: `${who}于${day}确认属于“${name ?? subject}”（${subject}）。理由：${reason}`,
          en: `${who} said on ${day} that it is of ${name ?? subject} (${subject}). Reason: ${reason}`,
        }
      : {
          zh: `${who}于${day}确认不属于任何已登记的主体，该行未入库。理由：${reason}`,
          en: `${who} said on ${day} that it is of nobody who is registered; the row did not go in. Reason: ${reason}`,
        }
  return {
    check: 'row-settled',
    severity: how === 'placed' ? 'warning' : 'error',
    line,
    says,
    ...(how === 'placed'
      ? {}
      : {
          accepted: {
            zh: '更正名称或代码后重新报送该行。',
            en: 'The row with its name or code put right, sent again.',
          },
        }),
  }
}
