import { checkBody, codesToAsk, load, openCheckGround, reason, startServer } from './support/check.ts'
import { atMost, type Figure, measured, median } from './support/figure.ts'

const bar = atMost(3)

/** A report as JSON, over HTTP like a check: how many times a check's time it takes. */
export const figure: Figure = {
  name: 'report-json',
  bar: bar.says,
  async run(scale) {
    const ground = await openCheckGround(scale)
    const server = await startServer('ours', ground)
    try {
      const codes = codesToAsk('report', scale === 'full' ? 5_000 : 1_500)
      const checks = codes.map(checkBody)
      const reports = codes.map((code) => JSON.stringify({ code, ...reason, format: 'json' }))
      const rounds: { check: number; report: number }[] = []
      for (let round = 0; round < 4; round++) {
        const check = await load(server, '/v1/checks', ground.key, checks)
        const report = await load(server, '/v1/reports', ground.key, reports)
        // The first warms up.
        if (round > 0) rounds.push({ check: check.seconds / codes.length, report: report.seconds / codes.length })
      }
      const check = median(rounds.map((one) => one.check))
      const report = median(rounds.map((one) => one.report))
      return [
        measured('report-json', bar, {
          ours: Number((report * 1000).toFixed(3)),
          reference: Number((check * 1000).toFixed(3)),
          ratio: report / check,
          unit: 'ms',
          note: `time of the server for each, 16 at once, ${codes.length} of each a round, ${ground.organisations} organisations; median of 3 rounds`,
        }),
      ]
    } finally {
      await server.stop()
      await ground.close()
    }
  },
}
