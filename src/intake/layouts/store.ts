import type { Client, Queryable } from '../../database/connect.ts'
import type { Layout, SettledLayout } from './layout.ts'

type Row = {
  id: number
  source_code: string
  name: string
  version: number
  item: string
  header_key: string
  is_retired: boolean
  body: Omit<Layout, 'name' | 'item'>
  who: string
  at: Date
}

const columns = 'id, source_code, name, version, item, header_key, is_retired, body, who, at'

const settledOf = ({
  id,
  source_code,
  name,
  version,
  item,
  header_key,
  is_retired,
  body,
  who,
  at,
}: Row): SettledLayout => ({
  id,
  source: source_code,
  version,
  headerKey: header_key,
  isRetired: is_retired,
  who,
  at,
  layout: { name, item, ...body },
})

/** Versions of one name are given one after the other: two at once wait for each other. */
export async function lockLayout(tx: Client, source: string, name: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('xinheng layout ' || $1 || ' ' || $2))`, [source, name])
}

export async function insertLayout(tx: Client, settled: Omit<SettledLayout, 'id'>, entry: number): Promise<number> {
  const { name, item, ...body } = settled.layout
  const { rows } = await tx.query<{ id: number }>(
    `insert into layout (source_code, name, version, item, header_key, is_retired, body, who, at, entry)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      settled.source,
      name,
      settled.version,
      item,
      settled.headerKey,
      settled.isRetired,
      JSON.stringify(body),
      settled.who,
      settled.at,
      entry,
    ],
  )
  return rows[0]!.id
}

/** The newest version of each name, those that were retired too. */
export async function newestLayouts(on: Queryable, source: string): Promise<SettledLayout[]> {
  const { rows } = await on.query<Row>(
    `select distinct on (name) ${columns} from layout where source_code = $1 order by name, version desc`,
    [source],
  )
  return rows.map(settledOf)
}

/** Of one name, newest first. */
export async function layoutVersions(on: Queryable, source: string, name: string): Promise<SettledLayout[]> {
  const { rows } = await on.query<Row>(
    `select ${columns} from layout where source_code = $1 and name = $2 order by version desc`,
    [source, name],
  )
  return rows.map(settledOf)
}

export async function layoutById(on: Queryable, id: number): Promise<SettledLayout | undefined> {
  const { rows } = await on.query<Row>(`select ${columns} from layout where id = $1`, [id])
  return rows[0] && settledOf(rows[0])
}

export type ReportingBody = { code: string; name: string; region: string; items: string[] }

export async function reportingBody(on: Queryable, code: string): Promise<ReportingBody | undefined> {
  const { rows } = await on.query<ReportingBody>('select code, name, region, items from source where code = $1', [code])
  return rows[0]
}
