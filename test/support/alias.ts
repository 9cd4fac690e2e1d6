import type { Pool } from '../../src/database/connect.ts'

/** States, as the owner, that one code stands for the same organisation as another from that instant on. */
export async function addAlias(owner: Pool, code: string, sameAs: string, from: Date, until?: Date): Promise<void> {
  await owner.query(`insert into alias (code, same_as, from_at, until_at, reason) values ($1, $2, $3, $4, 'merged')`, [
    code,
    sameAs,
    from,
    until ?? null,
  ])
}
