import { request } from 'undici'
import { checkBody, codesToAsk, load, openCheckGround, reason, startServer } from './support/check.ts'
import { atLeast, type Figure, measured, median } from './support/figure.ts'

const bar = atLeast(3)

/** Many codes in one request, answered line by line, against the rate of single checks on the same server. */
export const figure: Figure = {
  name: 'check-batch',
  bar: bar.says,
  async run(scale) {
    const ground = await openCheckGround(scale)
    const server = await startServer('ours', ground)
    try {
      const count = scale === 'full' ? 100_000 : 20_000
      const singles = codesToAsk('singles', scale === 'full' ? 10_000 : 3_000).map(checkBody)
      const codes = codesToAsk('batch', count)
      await load(server, '/v1/checks', ground.key, singles.slice(0, 2_000))
      const rates: { single: number; batch: number }[] = []
      for (let round = 0; round < 3; round++) {
        const { rate } = await load(server, '/v1/checks', ground.key, singles)
        const began = performance.now()
        const { statusCode, body } = await request(`${server.address}/v1/checks`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/x-ndjson',
            authorization: `Bearer ${ground.key}`,
          },
          body: JSON.stringify({ codes, ...reason }),
          bodyTimeout: 0,
        })
        let lines = 0
        for await (const piece of body as AsyncIterable<Buffer>) lines += linesIn(piece)
        if (statusCode !== 200 || lines !== count)
          throw new Error(`The batch answered ${statusCode} with ${lines} lines.`)
        rates.push({ single: rate, batch: count / ((performance.now() - began) / 1000) })
      }
      const single = median(rates.map((one) => one.single))
      const batch = median(rates.map((one) => one.batch))
      return [
        measured('check-batch', bar, {
          ours: Math.round(batch),
          reference: Math.round(single),
          ratio: batch / single,
          unit: 'codes/s',
          note: `${count} codes in one request, ${ground.organisations} organisations; single checks 16 at once; median of 3 rounds`,
        }),
      ]
    } finally {
      await server.stop()
      await ground.close()
    }
  },
}

function linesIn(piece: Buffer): number {
  let lines = 0
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++
  return lines
}
