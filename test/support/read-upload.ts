import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { readCsv } from '../../src/intake/reading/csv.ts'
import { headBytes, recognise } from '../../src/intake/reading/recognise.ts'
import { readXlsx } from '../../src/intake/reading/xlsx.ts'

/** Run as a process of its own with the path of a file: reads it as an upload would be and prints what came of it. */
const path = process.argv[2] as string
const file = openSync(path, 'r')
const head = Buffer.alloc(headBytes)
const told = recognise(head.subarray(0, readSync(file, head)), basename(path))
closeSync(file)

let outcome = told.format === 'refused' ? told.refusal.code : 'read'
let rows = 0
if (told.format !== 'refused') {
  const batches = told.format === 'xlsx' ? readXlsx(path) : readCsv(createReadStream(path), told)
  for await (const batch of batches) {
    rows += batch.rows.length
    outcome = batch.stopped?.check ?? outcome
  }
}
console.log(JSON.stringify({ outcome, rows, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) }))
