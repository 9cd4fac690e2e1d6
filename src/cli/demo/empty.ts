/**
 * How real use begins: with XINHENG_DEMO=no on an empty data folder, no account
 * and no password exists until someone at the machine makes the first
 * administrator. A database with demonstration data never becomes a real one.
 */
import type { NewPerson } from '../../access/people.ts'
import { addPerson } from '../../access/sign-in.ts'
import type { Pool } from '../../database/connect.ts'
import { transaction } from '../../database/connect.ts'
import { Refusal } from '../../refusal.ts'
import { hasAdministrator, readMark } from './store.ts'

/** Refuses a database in which demonstration data was ever begun. */
export async function assertNoDemo(pool: Pool): Promise<void> {
  if (await readMark(pool)) throw isDemonstration
}

/** The first administrator, who then adds everyone else. Refused where there is one. */
export async function addFirstAdministrator(pool: Pool, person: Omit<NewPerson, 'role'>, at: Date): Promise<number> {
  await assertNoDemo(pool)
  return transaction(pool, async (tx) => {
    // Two at once would both find nobody.
    await tx.query(`select pg_advisory_xact_lock(hashtext('xinheng first administrator'))`)
    if (await hasAdministrator(tx)) throw hasOne
    return addPerson(tx, { ...person, role: 'administrator' }, at)
  })
}

const isDemonstration = new Refusal(
  'is-demonstration',
  {
    zh: '这里载有演示数据，不能转为正式使用。请另用一个空的数据文件夹，并设 XINHENG_DEMO=no。',
    en: 'Demonstration data is loaded here, and it cannot become real use. Take another, empty data folder with XINHENG_DEMO=no.',
  },
  409,
)

const hasOne = new Refusal(
  'administrator-exists',
  {
    zh: '已有管理员，其他账号由管理员在系统中添加。',
    en: 'There is an administrator already, who adds all other accounts.',
  },
  409,
)
