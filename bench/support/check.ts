/** A million organisations, two thousand of them asked for, and two servers to ask. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Pool as HttpPool } from 'undici'
import { addClient } from '../../src/access/clients.ts'
import { sha256Suite } from '../../src/ciphers/suite.ts'
import { randomOf } from '../../src/cli/demo/random.ts'
import { dayInShanghai } from '../../src/codes/day.ts'
import { receiveSubmission } from '../../src/intake/actions.ts'
import { makeAhead } from '../../src/intake/ahead.ts'
import { runSubmission } from '../../src/intake/process.ts'
import { makeTurns } from '../../src/intake/turns.ts'
import { openRules } from '../../src/wiring.ts'
import { makePenalties } from '../make-penalties.ts'
import { benchOrganisation, makeRegister } from '../make-register.ts'
import type { Scale } from './figure.ts'
import { type Ground, openGround, processorSeconds, source } from './ground.ts'

export const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '示采〔2026〕7号' }
export const asked = 2_000
export const together = 16

export type CheckGround = Ground & { organisations: number; key: string }

/** Each of the asked has about three penalties, taken in as a file is. */
export async function openCheckGround(scale: Scale): Promise<CheckGround> {
  const ground = await openGround()
  try {
    const organisations = scale === 'full' ? 1_000_000 : 100_000
    const now = new Date()
    await makeRegister(ground.pool, organisations, now)
    const intake = {
      pool: ground.pool,
      suite: sha256Suite,
      rules: { book: openRules(true), regimeBefore: 'lenient' as const },
      uploads: ground.uploads,
      ahead: makeAhead(),
      turns: makeTurns(2, 2),
      digestKey: Buffer.alloc(32, 7),
      clock: () => now,
      onPlaced() {},
      isStopping: () => false,
    }
    const penalties = makePenalties({ rows: asked * 3, organisations: asked, today: dayInShanghai(now), source })
    let id = 0
    await receiveSubmission(
      intake,
      {
        input: Readable.from(penalties),
        fileName: 'penalties.csv',
        item: 'penalty',
        source: source.code,
        by: { kind: 'command', who: 'bench', role: 'officer', body: source.code, region: source.region, scopes: [] },
      },
      now,
      (acknowledged) => {
        id = acknowledged
      },
    )
    await runSubmission(intake, id)
    await ground.owner.query(
      `create table bare_receipt (number bigint generated always as identity primary key, at timestamptz not null default now(),
         subject_code text not null, answer json not null);
       grant insert, select on bare_receipt to xinheng;
       analyze`,
    )
    const client = { name: 'bench', role: 'clerk', body: source.code, region: source.region } as const
    const { key } = await addClient(ground.pool, { ...client, scopes: ['check', 'report'] }, now)
    await ground.checkpoint()
    return { ...ground, organisations, key }
  } catch (error) {
    await ground.close()
    throw error
  }
}

export type Server = { address: string; seconds(): number; stop(): Promise<void> }

export function startServer(which: 'ours' | 'bare', ground: Ground): Promise<Server> {
  return startScript('check-server.ts', [which, ground.embedded.serverUrl, ground.folder])
}

/** A server of this folder in a process of its own. */
export function startScript(script: string, given: readonly string[]): Promise<Server> {
  const args = [join(import.meta.dirname, script), ...given]
  const flags = (process.env.XINHENG_BENCH_NODE ?? '').split(' ').filter(Boolean)
  const child = spawn(process.execPath, [...flags, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`The server ended with ${code}.`)))
    child.stdout.once('data', (line: Buffer) => {
      resolve({
        address: line.toString().trim(),
        seconds: () => processorSeconds(child.pid!),
        async stop() {
          child.stdin.end()
          await ended
        },
      })
    })
  })
}

/** Codes in a seeded order, each as likely as the others. */
export function codesToAsk(seed: string, count: number, of = asked): string[] {
  const chance = randomOf('bench', seed)
  return Array.from({ length: count }, () => benchOrganisation(chance.below(of)).code)
}

export type Load = { seconds: number; rate: number; milliseconds: Float64Array }

/** Sends each body once, so many at a time, and keeps the time of every answer. */
export async function load(
  server: Server,
  path: string,
  key: string,
  bodies: readonly string[],
  atOnce = together,
): Promise<Load> {
  const http = new HttpPool(server.address, { connections: atOnce, pipelining: 1 })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  const milliseconds = new Float64Array(bodies.length)
  let next = 0
  const began = performance.now()
  const asker = async () => {
    for (let i = next++; i < bodies.length; i = next++) {
      const sent = performance.now()
      const { statusCode, body } = await http.request({ path, method: 'POST', headers, body: bodies[i]! })
      const text = await body.text()
      milliseconds[i] = performance.now() - sent
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 500)}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, asker))
  const seconds = (performance.now() - began) / 1000
  await http.close()
  return { seconds, rate: bodies.length / seconds, milliseconds }
}

export const checkBody = (code: string): string => JSON.stringify({ codes: [code], ...reason })
