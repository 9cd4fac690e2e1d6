/** The drawn code is read back by another reader of such codes than drew it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import decodeQR from 'qr/decode.js'
import { strokesOf } from './qr.ts'

test('what is drawn is read back as the address, whatever its length', () => {
  for (const text of [
    'https://credit.example.gov.cn/organisations/91990101MADEMA01XX',
    'http://127.0.0.1:8080/organisations/91990101MADEMA01XX',
    `https://a-rather-long-name-of-a-host.credit.example.gov.cn:8443/organisations/${'9'.repeat(18)}`,
  ]) {
    assert.equal(decodeQR(pictureOf(strokesOf(text))), text)
  }
})

test('around the code there is a margin of four modules, as ISO/IEC 18004 asks', () => {
  const { size, path } = strokesOf('https://credit.example.gov.cn/console/check/answers?receipts=1')
  const [, x, y, run] = /^M(\d+) (\d+)\.5h(\d+)/.exec(path)!.map(Number)
  // The first strokes are the upper edges of the two finder patterns, seven modules each.
  assert.deepEqual([x, y, run], [4, 4, 7])
  assert.ok(size >= 21 + 8)
})

/** Paints the strokes as a browser would, eight pixels a module, black on white. */
function pictureOf({ size, path }: { size: number; path: string }) {
  const scale = 8
  const side = size * scale
  const data = new Uint8Array(side * side * 4).fill(255)
  let [x, y] = [0, 0]
  for (const [, move, dx, dy, run] of path.matchAll(/([Mm])(\d+) (\d+)(?:\.5)?h(\d+)/g)) {
    x = move === 'M' ? Number(dx) : x + Number(dx)
    if (move === 'M') y = Number(dy)
    for (let py = y * scale; py < (y + 1) * scale; py++)
      for (let px = x * scale; px < (x + Number(run)) * scale; px++)
        data.fill(0, (py * side + px) * 4, (py * side + px) * 4 + 3)
    x += Number(run)
  }
  return { width: side, height: side, data }
}
