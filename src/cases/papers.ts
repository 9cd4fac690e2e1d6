/**
 * The papers of cases. A step takes the number and settles what the paper says, word by
 * word; the digest of that stands in the step's entry. It is typeset when it is first fetched,
 * or at night: the bytes are kept once, with an entry of their own, and are the same ever after.
 */
import { createHash, randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { canonical, type Json } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { dayInShanghai, instantText } from '../codes/day.ts'
import { type Client, type Pool, transaction } from '../database/connect.ts'
import { compilePdf } from '../documents/typst.ts'
import { appendEntry } from '../evidence/store.ts'
import type { Made } from './case.ts'
import type { Step } from './procedure.ts'
import type { PaperSheet } from './sheet.ts'
import { type CaseName, casePaper, insertPaper, insertPaperSet, nextPaperNumber, papersToSet } from './store.ts'

type To = { pool: Pool; suite: Suite; onPlaced(): void }
export type PaperName = CaseName & { n: number }
export type PaperNumber = { series: string; year: number; number: number; text: string }

export async function numberOf(tx: Client, step: Step, at: Date): Promise<PaperNumber> {
  const { series, word } = step.document!
  const year = Number(dayInShanghai(at).slice(0, 4))
  const number = await nextPaperNumber(tx, series, year)
  return { series, year, number, text: `${word}〔${year}〕${number}号` }
}

/** Keeps what a paper says, in the transaction of its step. */
export async function keepPaper(
  tx: Client,
  name: PaperName,
  title: string,
  { series, year, number, text }: PaperNumber,
  says: PaperSheet,
  at: Date,
): Promise<NonNullable<Made['paper']>> {
  const sheet = canonical(says as unknown as Json)
  const digest = createHash('sha256').update(sheet).digest()
  await insertPaper(tx, name, { series, year, number, title, digest, sheet }, at)
  return { number: text, title, digest: digest.toString('hex') }
}

/** Sets what nobody has fetched yet; how many. For the night, when nobody waits for it. */
export async function setPapers(to: To): Promise<number> {
  let set = 0
  for (;;) {
    const some = await papersToSet(to.pool, 100)
    for (const name of some) {
      await setPaper(to, name)
      set++
    }
    if (some.length < 100) return set
  }
}

/** A paper with its bytes, the same ever after; undefined: there is none. */
export async function setPaper(to: To, name: PaperName): Promise<{ fileName: string; bytes: Buffer } | undefined> {
  const paper = await casePaper(to.pool, name)
  if (!paper) return undefined
  const fileName = `${paper.title}-${paper.year}-${paper.number}.pdf`
  if (paper.bytes !== null) return { fileName, bytes: paper.bytes }
  const data = JSON.parse(paper.sheet!) as PaperSheet
  const bytes = await compilePdf({ template, data, at: paper.at })
  await transaction(to.pool, (tx) => keepBytes(tx, to.suite, name, bytes, paper.at))
  to.onPlaced()
  // Of two who set it at once the first one's stand.
  return { fileName, bytes: (await casePaper(to.pool, name))!.bytes! }
}

const template = fileURLToPath(new URL('./templates/paper.typ', import.meta.url))

async function keepBytes(tx: Client, suite: Suite, name: PaperName, bytes: Buffer, at: Date): Promise<void> {
  const seed = randomBytes(seedLength)
  const digest = createHash('sha256').update(bytes).digest()
  const stated: { [name: string]: Json } = {
    subject: name.subject,
    case: String(name.case),
    n: String(name.n),
    at: instantText(at),
    digest: digest.toString('hex'),
  }
  if (!(await insertPaperSet(tx, name, { digest, bytes }, at))) return
  await appendEntry(tx, {
    kind: 'case-paper',
    at,
    commitment: commitRow(suite, seed, [canonical(stated)]),
    body: { ...stated, seed: seed.toString('hex') },
  })
}
