/**
 * The two roles. `xinheng_owner` owns the database and runs the migrations;
 * `xinheng`, the server, has the rights that the migrations grant it and no more.
 */
import pg from 'pg'

export type Passwords = { admin: string; owner: string; server: string }

export const ownerRole = 'xinheng_owner'
export const serverRole = 'xinheng'
export const databaseName = 'xinheng'

/** Makes roles and database where they are missing; anything already there is left as it is. */
export async function ensureRoles(adminUrl: string, passwords: Passwords): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    for (const [role, password] of [
      [ownerRole, passwords.owner],
      [serverRole, passwords.server],
    ] as const) {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
      if (!rowCount) {
        await client.query(`create role ${role} login nosuperuser password ${client.escapeLiteral(password)}`)
      }
    }
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName])
    if (!rowCount) await createDatabase(client, databaseName)
  } finally {
    await client.end()
  }
}

/** A database of the owner, closed to everyone else; the server may connect and use temporary tables. */
export async function createDatabase(client: pg.Client, name: string, template = 'template0'): Promise<void> {
  const id = client.escapeIdentifier(name)
  await client.query(`create database ${id} template ${client.escapeIdentifier(template)} owner ${ownerRole}`)
  await client.query(`revoke all on database ${id} from public`)
  await client.query(`grant connect, temporary on database ${id} to ${serverRole}`)
}
