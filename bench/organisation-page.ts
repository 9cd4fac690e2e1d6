import { Pool as HttpPool } from 'undici'
import { openBrowser, openPage } from '../test/support/browser.ts'
import { asked, codesToAsk, openCheckGround, type Server, startScript, together } from './support/check.ts'
import { atLeast, atMost, type Figure, measured, median } from './support/figure.ts'

const bar = atLeast(0.4)
const rounds = 5

/**
 * An organisation's page over HTTP, against a bare Fastify handler that asks the
 * same two prepared questions and sends a fixed page of the same size. Turn by
 * turn, each code once a round at most. Then what the largest of them weighs, and
 * whether anything in one moves while it is loaded.
 */
export const figure: Figure = {
  name: 'organisation-page',
  bar: bar.says,
  async run(scale) {
    const ground = await openCheckGround(scale)
    const ours = await startScript('page-server.ts', ['ours', ground.embedded.serverUrl, ground.folder])
    let bare: Server | undefined
    try {
      const count = scale === 'full' ? 6_000 : 2_000
      const paths = codesToAsk('organisation-page', count).map((code) => `/organisations/${code}`)
      const every = codesToAsk('organisation-page', asked * 6).map((code) => `/organisations/${code}`)
      const sizes = (await get(ours, [...new Set(every)])).bytes
      bare = await startScript('page-server.ts', [
        'bare',
        ground.embedded.serverUrl,
        ground.folder,
        String(Math.round(median(sizes))),
      ])
      for (const server of [ours, bare]) await get(server, paths.slice(0, 1_500))
      const rates = { ours: [] as number[], bare: [] as number[] }
      for (let round = 0; round < rounds; round++) {
        rates.ours.push((await get(ours, paths)).rate)
        rates.bare.push((await get(bare, paths)).rate)
      }
      const [rate, bareRate] = [median(rates.ours), median(rates.bare)]
      const note = `${ground.organisations} organisations, ${new Set(every).size} codes, about three penalties each, pages of ${Math.round(median(sizes))} bytes, ${together} at once, ${rounds} rounds of ${count}; median of the rounds`
      const largest = sizes.reduce((most, size) => Math.max(most, size), 0)
      return [
        measured('organisation-page', bar, {
          ours: Math.round(rate),
          reference: Math.round(bareRate),
          ratio: rate / bareRate,
          unit: 'pages/s',
          note,
        }),
        measured('organisation-page-bytes', atMost(60_000), {
          ours: largest,
          unit: 'bytes',
          note: 'the largest of these pages, before compression, fonts and style sheets; with fifteen sections full of records web/portal/portal.test.ts holds it to the same bar',
        }),
        measured('organisation-page-shift', atMost(0), {
          ours: await shiftOf(ours, paths.slice(0, 3), 0),
          unit: 'cumulative layout shift',
          note: 'three pages at 360 and 1440 px in Chromium: the most that any of them moved',
        }),
        measured('organisation-page-shift-late', atMost(0.01), {
          ours: await shiftOf(ours, paths.slice(0, 3), 500),
          unit: 'cumulative layout shift',
          note: 'the same with every font half a second late',
        }),
      ]
    } finally {
      await ours.stop()
      await bare?.stop()
      await ground.close()
    }
  },
}

async function get(server: Server, paths: readonly string[]): Promise<{ rate: number; bytes: number[] }> {
  const http = new HttpPool(server.address, { connections: together, pipelining: 1 })
  const bytes: number[] = []
  let next = 0
  const began = performance.now()
  const asker = async () => {
    for (let i = next++; i < paths.length; i = next++) {
      const { statusCode, body } = await http.request({ path: paths[i]!, method: 'GET' })
      bytes.push((await body.arrayBuffer()).byteLength)
      if (statusCode !== 200) throw new Error(`${paths[i]} answered ${statusCode}.`)
    }
  }
  await Promise.all(Array.from({ length: together }, asker))
  const rate = paths.length / ((performance.now() - began) / 1000)
  await http.close()
  return { rate, bytes }
}

async function shiftOf(server: Server, paths: readonly string[], fontsLateMs: number): Promise<number> {
  const browser = await openBrowser()
  try {
    let most = 0
    for (const width of [360, 1440]) {
      for (const path of paths) {
        const { page, context } = await openPage(browser, width)
        if (fontsLateMs > 0) {
          await page.route('**/fonts/**/*.woff2', async (route) => {
            await new Promise((resolve) => setTimeout(resolve, fontsLateMs))
            await route.continue()
          })
        }
        await page.addInitScript(
          `globalThis.moved = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) globalThis.moved += one.value }).observe({ type: 'layout-shift', buffered: true })`,
        )
        await page.goto(server.address + path)
        await page.evaluate('document.fonts.ready')
        await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
        most = Math.max(most, await page.evaluate<number>('globalThis.moved'))
        await context.close()
      }
    }
    return Number(most.toFixed(4))
  } finally {
    await browser.close()
  }
}
