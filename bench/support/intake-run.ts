/**
 * One submission in a process of its own, as the server runs it, so that its
 * memory and processor time are those of the intake and of nothing else.
 * Started by `intake.ts`, which reads the one line it prints.
 */
import { createReadStream, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { sha256Suite } from '../../src/ciphers/suite.ts'
import { stayLean } from '../../src/cli/lean.ts'
import { connect } from '../../src/database/connect.ts'
import { startSequencer } from '../../src/evidence/sequencer.ts'
import { receiveSubmission } from '../../src/intake/actions.ts'
import { makeAhead } from '../../src/intake/ahead.ts'
import type { Intake } from '../../src/intake/intake.ts'
import { runSubmission } from '../../src/intake/process.ts'
import { submission } from '../../src/intake/store.ts'
import { makeTurns } from '../../src/intake/turns.ts'
import { loadRules } from '../../src/rulebook/load.ts'
import { source } from './ground.ts'

export type IntakeRun = {
  receiveSeconds: number
  processSeconds: number
  processorSeconds: number
  /** Of these, what the main thread used while rows were placed: it is kept from serving others so long. */
  placingSeconds: number
  peakMegabytes: number
  counts: { [verdict: string]: number }
}

if (import.meta.main) {
  stayLean()
  const [url, file, uploads] = process.argv.slice(2) as [string, string, string]
  const pool = connect(url, { name: 'xinheng server', max: 20 })
  const rules = join(import.meta.dirname, '../../rules')
  const book = loadRules([join(rules, 'national'), join(rules, 'local/demo')])
  const sequencer = startSequencer(pool, (fault) => {
    throw fault
  })
  const intake: Intake = {
    pool,
    suite: sha256Suite,
    rules: { book, regimeBefore: 'lenient' },
    uploads,
    ahead: makeAhead(),
    turns: makeTurns(2, 2),
    digestKey: Buffer.alloc(32, 7),
    clock: () => new Date(),
    onPlaced: () => sequencer.soon(),
    isStopping: () => false,
  }
  await pool.query('select 1')

  const began = performance.now()
  const used = process.cpuUsage()
  let id = 0
  await receiveSubmission(
    intake,
    {
      input: createReadStream(file, { highWaterMark: 65_536 }),
      fileName: basename(file),
      item: 'penalty',
      source: source.code,
      by: { kind: 'command', who: 'bench', role: 'officer', body: source.code, region: source.region, scopes: [] },
    },
    new Date(),
    (acknowledged) => {
      id = acknowledged
    },
  )
  const received = performance.now()
  const thread = process.threadCpuUsage()
  await runSubmission(intake, id)
  const ended = performance.now()
  const { user, system } = process.cpuUsage(used)
  const placing = process.threadCpuUsage(thread)
  const view = await submission(pool, id, new Date())
  const run: IntakeRun = {
    receiveSeconds: (received - began) / 1000,
    processSeconds: (ended - received) / 1000,
    processorSeconds: (user + system) / 1e6,
    placingSeconds: (placing.user + placing.system) / 1e6,
    peakMegabytes: peakMegabytes(),
    counts: view!.counts,
  }
  await sequencer.stop()
  await pool.end()
  console.log(JSON.stringify(run))
}

/** The most this process ever held in memory. */
function peakMegabytes(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024
  } catch {
    return process.resourceUsage().maxRSS / 1024
  }
}
