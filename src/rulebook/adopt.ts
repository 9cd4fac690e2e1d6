/**
 * Adopting a rule book: its packs are kept in the database by digest, and that
 * it is in use from now on is an entry of the log. What was decided under a
 * book can be read again under it, years later.
 */
import { type Pool, transaction } from '../database/connect.ts'
import { appendEntry } from '../evidence/store.ts'
import type { RuleBook } from './book.ts'

/** Keeps the book and its packs; true when it was not known before. Adopting again changes nothing. */
export async function adoptRules(pool: Pool, book: RuleBook, at: Date): Promise<boolean> {
  return transaction(pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('xinheng rules'))`)
    const { rowCount } = await tx.query('select from rule_book where digest = $1', [book.digest])
    if (rowCount) return false
    await tx.query(
      `insert into rule_pack (digest, name, text, adopted_at)
       select digest, name, text, $2 from json_to_recordset($1) as t(digest text, name text, text text)
       on conflict (digest) do nothing`,
      [JSON.stringify(book.packs), at],
    )
    // The queue takes the entry in this transaction: the book and its entry are there together, or neither.
    const entry = await appendEntry(tx, {
      kind: 'rules-adopted',
      at,
      commitment: Buffer.from(book.digest, 'hex'),
      body: { ruleBook: book.digest, packs: book.packs.map((pack) => ({ name: pack.name, digest: pack.digest })) },
    })
    await tx.query('insert into rule_book (digest, packs, adopted_at, entry) values ($1, $2, $3, $4)', [
      book.digest,
      book.packs.map((pack) => pack.digest),
      at,
      entry,
    ])
    return true
  })
}
