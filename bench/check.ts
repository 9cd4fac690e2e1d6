import { checkBody, codesToAsk, load, openCheckGround, startServer } from './support/check.ts'
import { atLeast, atMost, type Figure, measured, median, percentile } from './support/figure.ts'

const bar = atLeast(0.6)
const rounds = 5

/**
 * One code over HTTP with a client's key, against a bare Fastify handler that
 * reads organisation and penalties with one prepared query and writes one
 * receipt row durably. Turn by turn, so that both meet the same machine.
 */
export const figure: Figure = {
  name: 'check',
  bar: bar.says,
  async run(scale) {
    const ground = await openCheckGround(scale)
    const ours = await startServer('ours', ground)
    const bare = await startServer('bare', ground)
    try {
      const count = scale === 'full' ? 10_000 : 3_000
      const bodies = codesToAsk('check', count).map(checkBody)
      for (const server of [ours, bare]) await load(server, '/v1/checks', ground.key, bodies.slice(0, 2_000))
      const taken = { ours: [] as Awaited<ReturnType<typeof load>>[], bare: [] as Awaited<ReturnType<typeof load>>[] }
      const used = { ours: { postgres: 0, node: 0 }, bare: { postgres: 0, node: 0 } }
      for (let round = 0; round < rounds; round++) {
        for (const [which, server] of [
          ['ours', ours],
          ['bare', bare],
        ] as const) {
          const before = { postgres: ground.postgresSeconds(), node: server.seconds() }
          taken[which].push(await load(server, '/v1/checks', ground.key, bodies))
          used[which].postgres += ground.postgresSeconds() - before.postgres
          used[which].node += server.seconds() - before.node
        }
      }
      const each = (seconds: number) => Math.round((seconds * 1e6) / rounds / count)
      const rateOf = (loads: { rate: number }[]) => median(loads.map((one) => one.rate))
      const [rate, bareRate] = [rateOf(taken.ours), rateOf(taken.bare)]
      const p99Of = (loads: { milliseconds: Float64Array }[]) =>
        percentile(
          loads.flatMap((one) => [...one.milliseconds]),
          0.99,
        )
      const [p99, bareP99] = [p99Of(taken.ours), p99Of(taken.bare)]
      const note = `${ground.organisations} organisations, 2000 codes, 16 at once, ${rounds} rounds of ${count} each; µs a check: Node ${each(used.ours.node)} against ${each(used.bare.node)}, PostgreSQL ${each(used.ours.postgres)} against ${each(used.bare.postgres)}`
      return [
        measured('check', bar, {
          ours: Math.round(rate),
          reference: Math.round(bareRate),
          ratio: rate / bareRate,
          unit: 'checks/s',
          note: `${note}; median of the rounds`,
        }),
        measured('check-p99', atMost(3), {
          ours: Number(p99.toFixed(2)),
          reference: Number(bareP99.toFixed(2)),
          ratio: p99 / bareP99,
          unit: 'ms',
          note: `${note}; over all answers`,
        }),
      ]
    } finally {
      await ours.stop()
      await bare.stop()
      await ground.close()
    }
  },
}
