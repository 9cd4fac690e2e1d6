/**
 * A look at a screened copy as a whole: some thousand rows at most, spread
 * evenly over the file, are checked to tell what it looks like. It costs the
 * same whatever the length of the file, and nothing of a row is kept.
 */

import { itemOn } from '../rulebook/book.ts'
import { compileRowCheck } from '../rulebook/check-row.ts'
import type { Profile } from './assertion.ts'
import { readScreenedFrom } from './reading/store-upload.ts'
import type { Reading } from './ready-chunks.ts'
import { fieldsOfCopy, markOf, profileOfCopy } from './receive.ts'

const placesAtMost = 16
const rowsAtMost = 1200
const boundsAtMost = 4096

/** Where rows of a copy begin: told while it is written, and thinned out as it grows. */
export type Bounds = { add(bytes: number): void; places(): number[] }

export function boundsOfCopy(): Bounds {
  let bounds = [0]
  let every = 1
  let count = 0
  return {
    add(bytes) {
      if (++count % every !== 0 || bytes <= bounds.at(-1)!) return
      bounds.push(bytes)
      if (bounds.length < boundsAtMost) return
      bounds = bounds.filter((_, n) => n % 2 === 0)
      every *= 2
    },
    places() {
      // Behind the last of them there is nothing.
      const all = bounds.length > 1 ? bounds.slice(0, -1) : bounds
      if (all.length <= placesAtMost) return [...all]
      return Array.from({ length: placesAtMost }, (_, n) => all[Math.floor((n * all.length) / placesAtMost)]!)
    },
  }
}

/** `places` begins with 0, where the copy says which fields its columns hold. */
export async function lookOver(reading: Reading, rows: number, places: readonly number[]): Promise<Profile> {
  const { book, today } = reading
  const item = itemOn(book, reading.item, today)!
  const most = Math.ceil(rowsAtMost / places.length)
  let check: ReturnType<typeof compileRowCheck> | undefined
  let looked = 0
  let refused = 0
  const filled = new Map<string, number>()
  const subjects = new Map<string, number>()

  const lookAt = (cells: readonly string[], line: number) => {
    looked++
    const marked = markOf(cells[1]!)
    const checked = marked === undefined || 'masked' in marked ? check!(cells, line) : undefined
    if (checked === undefined || checked.verdict === 'refused') {
      refused++
      return
    }
    for (const field in checked.content) filled.set(field, (filled.get(field) ?? 0) + 1)
    if (checked.codeState === 'valid') subjects.set(checked.code, (subjects.get(checked.code) ?? 0) + 1)
  }

  let end = 0
  for (const [n, begin] of places.entries()) {
    let here = 0
    place: for await (const batch of readScreenedFrom(reading.path, begin)) {
      for (let i = 0; i < batch.rows.length; i++) {
        const cells = batch.rows[i]!
        if (n === 0 && check === undefined) {
          check = compileRowCheck(item, book, fieldsOfCopy(cells), { today, historic: profileOfCopy(cells, item) })
          continue
        }
        const line = batch.lines[i]!
        // A short file is read to its end from each place: no row is looked at twice.
        if (line <= end) continue
        if (here++ === most) break place
        lookAt(cells, line)
        end = line
      }
    }
  }
  const sound = Math.max(looked - refused, 1)
  let top: Profile['most'] = { rows: 0, code: '' }
  for (const [code, rows] of subjects) if (rows > top.rows) top = { rows, code }
  return {
    rows,
    looked,
    refused,
    filled: Object.fromEntries([...filled].map(([field, n]) => [field, Math.round((n / sound) * 1000) / 1000])),
    most: top,
  }
}
