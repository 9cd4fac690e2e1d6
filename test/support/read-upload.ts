import { randomBytes } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename } from 'node:path'
import { openFile } from '../../src/intake/reading/open-upload.ts'

/**
 * Run as a process of its own with the path of a file: reads it as an upload is
 * read and prints what came of it, with the highest memory of this process and
 * of those that it started.
 */
const path = process.argv[2] as string
let ofOthers = 0
const look = setInterval(() => {
  for (const pid of readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1').split(' ')) {
    if (pid !== '') ofOthers = Math.max(ofOthers, highest(pid))
  }
}, 10)

function highest(pid: string): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

const place = { folder: tmpdir(), digestKey: randomBytes(32) }
const upload = await openFile(createReadStream(path), basename(path), place)
let outcome = upload.recognised.format === 'refused' ? upload.recognised.refusal.code : 'read'
let rows = 0
const notes: string[] = []
for await (const batch of upload.rows ?? []) {
  rows += batch.rows.length
  outcome = batch.stopped?.check ?? outcome
  notes.push(...(batch.notes ?? []).map(({ check }) => check))
}
await upload.discard()
clearInterval(look)
const own = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ outcome, rows, notes, peakMegabytes: Math.round(own), ofOthers: Math.round(ofOthers) }))
