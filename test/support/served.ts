/** The real server's application on a small world: real services, no network, people made as they are needed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { addClient } from '../../src/access/clients.ts'
import type { Scope } from '../../src/access/permits.ts'
import { ensurePeople } from '../../src/access/sign-in.ts'
import { buildApp } from '../../src/http/app.ts'
import type { Web } from '../../src/http/services.ts'
import type { Role } from '../../src/terms/caller.ts'
import { openWorks, servicesOf } from '../../src/wiring.ts'
import { configFor } from './platform.ts'
import { world as smallWorld, type World } from './world.ts'

export type SignedIn = { cookie: string; 'x-xinheng-csrf': string; 'x-xinheng-person': string }

export type Served = {
  app: FastifyInstance
  /** Headers of somebody who works in that role for that body. */
  signIn(role: Role, body: string): Promise<SignedIn>
  key(body: string, ...scopes: Scope[]): Promise<{ authorization: string }>
  faults: unknown[]
  dataFolder: string
  close(): Promise<void>
}

const password = '云杉与白桦 2026'

/** A small world and its server; both end with the test file, the server first. */
export async function servedWorld(web?: Web): Promise<{ house: World; served: Served }> {
  // Hooks run in the order in which they were given.
  let close = async () => {}
  after(() => close())
  const house = await smallWorld()
  const served = await serve(house, web)
  close = served.close
  return { house, served }
}

/** To be closed by whoever asked for it, before the world ends. */
export async function serve(world: World, web?: Web): Promise<Served> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'xinheng-served-'))
  const faults: unknown[] = []
  const clock = () => world.now
  const works = await openWorks(configFor(dataFolder), world.db.pool, {
    clock,
    onFault: (fault) => faults.push(fault),
    runs: true,
  })
  const app = await buildApp(servicesOf(works, { clock, isDemonstration: () => false, address: 'http://127.0.0.1' }), {
    ...(web === undefined ? {} : { web }),
    settings: {
      progressMs: 20,
      searchesAMinute: 1e6,
      preChecksAMinute: 1e6,
      signInsAMinute: 1e6,
      sessions: { idleMinutes: 30, hours: 12, perPerson: 100 },
    },
    onFault: ({ error }) => faults.push(error),
  })
  return {
    app,
    faults,
    dataFolder,
    async signIn(role, body) {
      const login = `${role}-${body.slice(-5).toLowerCase()}`
      await ensurePeople(world.db.pool, [{ login, name: login, password, role, body, region: '990000' }], world.now)
      const answered = await app.inject({ method: 'POST', url: '/v1/session', payload: { login, password } })
      if (answered.statusCode !== 200) throw new Error(answered.body)
      return {
        cookie: `xinheng_session=${answered.cookies[0]!.value}`,
        'x-xinheng-csrf': answered.json().csrf,
        'x-xinheng-person': login,
      }
    },
    async key(body, ...scopes) {
      const { key } = await addClient(
        world.db.pool,
        { name: scopes.join(' '), role: 'clerk', body, region: '990101', scopes },
        world.now,
      )
      return { authorization: `Bearer ${key}` }
    },
    async close() {
      await app.close()
      await works.close()
      rmSync(dataFolder, { recursive: true, force: true })
      if (faults.length > 0) throw new Error('A fault of ours while it was served.', { cause: faults[0] })
    },
  }
}
