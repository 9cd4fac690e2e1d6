import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { axeFindings, openBrowser, openPage, widths } from '../../test/support/browser.ts'
import { codes, spruce } from '../../test/support/portal-samples.ts'
import type { PortalServer } from '../../test/support/portal-server.ts'
import { builtPortal, servePortal } from '../../test/support/portal-server.ts'

let browser: Browser
let site: PortalServer

before(async () => {
  site = await servePortal(await builtPortal())
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await site?.close()
})

for (const language of ['zh', 'en'] as const) {
  test(`axe finds nothing on any page, at a desk and on a phone: ${language}`, async () => {
    const { page, context } = await openPage(browser, widths.desk)
    for (const sample of site.names) {
      await page.goto(site.url(sample, language))
      for (const width of [widths.desk, widths.phone]) {
        await page.setViewportSize({ width, height: width === widths.phone ? 740 : 900 })
        assert.deepEqual(await axeFindings(page), [], `${sample}, ${width} px`)
      }
      await page.setViewportSize({ width: widths.desk, height: 900 })
    }
    await context.close()
  })
}

test('no page scrolls sideways, down to 320 px and at twice the text size', async () => {
  const { page, context } = await openPage(browser, 320)
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  for (const sample of site.names) {
    for (const language of ['zh', 'en'] as const) {
      await page.setViewportSize({ width: 320, height: 740 })
      await page.goto(site.url(sample, language))
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true
      })
      assert.equal(await over(), 0, `${sample} in ${language} at 320 px`)
      await page.setViewportSize({ width: 360, height: 740 })
      assert.equal(await over(), 0, `${sample} in ${language} at 360 px`)
      await page.setViewportSize({ width: 640, height: 740 })
      await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
      assert.equal(await over(), 0, `${sample} in ${language} with text twice as large`)
    }
  }
  await context.close()
})

test('Chinese is set in the face that the site brings, regular and bold, and from nowhere else', async () => {
  const { page, context } = await openPage(browser, widths.desk)
  const asked: string[] = []
  const failed: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('response', (response) => {
    if (response.status() >= 400) failed.push(response.url())
  })
  await page.goto(site.url('organisation', 'zh'))
  await page.evaluate(() => document.fonts.ready)
  const loaded = await page.evaluate(() =>
    [...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.weight),
  )
  assert.ok(loaded.includes('400') && loaded.includes('700'))
  assert.deepEqual(failed, [])
  const origin = new URL(site.url('organisation', 'zh')).origin
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(origin)),
    [],
  )
  // Each slice is asked for once, though some are named twice: by the preload and by the style sheet.
  assert.equal(new Set(asked).size, asked.length)
  await context.close()
})

test('nothing moves while a page loads', async () => {
  for (const width of Object.values(widths)) {
    const { page, context } = await openPage(browser, width)
    await page.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(globalThis, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value)
      }).observe({ type: 'layout-shift', buffered: true })
    })
    for (const sample of ['home', 'search-many', 'organisation', 'rules', 'about']) {
      await page.goto(site.url(sample, 'zh'))
      await page.evaluate(() => document.fonts.ready)
      const moved = await page.evaluate(() =>
        (globalThis as unknown as { shifts: number[] }).shifts.reduce((a, b) => a + b, 0),
      )
      // 0.1 is called good; Chinese glyphs are all one width, so only Latin letters can move at all.
      assert.ok(moved < 0.02, `${sample} at ${width} px moved by ${moved}`)
    }
    await context.close()
  }
})

test('nothing moves when the fonts come late: letters in English at 360 px too', async () => {
  for (const language of ['zh', 'en'] as const) {
    for (const sample of ['home', 'search-many', 'organisation', 'rules', 'about', 'guide-objection']) {
      const { page, context } = await openPage(browser, widths.phone)
      let release = () => {}
      const isSeen = new Promise<void>((resolve) => {
        release = resolve
      })
      await page.route('**/fonts/**/*.woff2', async (route) => {
        await isSeen
        await route.continue().catch(() => undefined)
      })
      await page.addInitScript(() => {
        const shifts: number[] = []
        Object.assign(globalThis, { shifts })
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value)
        }).observe({ type: 'layout-shift', buffered: true })
      })
      await page.goto(site.url(sample, language), { waitUntil: 'commit' })
      // Late: after the tenth of a second for which a browser may hold back letters until their own face is there.
      await page.waitForFunction(() => {
        const [seen] = performance.getEntriesByName('first-contentful-paint')
        return seen !== undefined && performance.now() > seen.startTime + 250
      })
      const arrived = page.waitForResponse(/\.woff2$/)
      release()
      await arrived
      await page.evaluate(async () => {
        await document.fonts.ready
        for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame)
      })
      const moved = await page.evaluate(() =>
        (globalThis as unknown as { shifts: number[] }).shifts.reduce((a, b) => a + b, 0),
      )
      // In Chinese a quotation mark may still be of another width where no Chinese face is installed.
      assert.ok(moved < (language === 'en' ? 0.002 : 0.02), `${sample} in ${language} moved by ${moved}`)
      await context.close()
    }
  }
})

test('with scripts switched off one searches, and keeps the language', async () => {
  const { page, context } = await openPage(browser, widths.phone, { javaScriptEnabled: false })
  await page.goto(site.url('home', 'en'))
  await page.getByRole('searchbox').fill('云山')
  await page.getByRole('button', { name: 'Search' }).click()
  const landed = new URL(page.url())
  assert.equal(landed.pathname, '/search')
  assert.equal(landed.searchParams.get('q'), '云山')
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Results for "云山"')
  await context.close()
})

test('by keyboard: the first stop skips to the content, then every link and field in the order of the page', async () => {
  const { page, context } = await openPage(browser, widths.desk)
  await page.goto(site.url('home', 'zh'))
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), '跳到正文')
  assert.ok(await page.evaluate(() => (document.activeElement?.getBoundingClientRect().top ?? -1) >= 0))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'q')
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)
  assert.equal(outline, 'solid')
  await context.close()
})

test('a code is in groups for the eye and whole when copied', async () => {
  const { page, context } = await openPage(browser, widths.desk)
  await page.goto(site.url('organisation', 'zh'))
  const copied = await page.evaluate(() => {
    const code = document.querySelector('.cover-code .code') as Element
    getSelection()?.selectAllChildren(code)
    return { text: getSelection()?.toString(), groups: code.children.length }
  })
  assert.deepEqual(copied, { text: codes.spruce, groups: 4 })
  await context.close()
})

test('on paper there is the file, without navigation, and the mark of demonstration data', async () => {
  const { page, context } = await openPage(browser, widths.desk)
  await page.emulateMedia({ media: 'print' })
  await page.goto(site.url('organisation', 'zh'))
  assert.ok(await page.getByRole('heading', { name: spruce.name }).isVisible())
  assert.ok(await page.locator('section.demo').isVisible())
  assert.ok(await page.getByText('明市监处罚〔2026〕21号').isVisible())
  assert.equal(await page.locator('header.site nav').isVisible(), false)
  assert.equal(await page.locator('.contents a').first().isVisible(), false)
  assert.ok(await page.getByText('现公示 4 条信息').isVisible(), 'how much there is, without the ways to it')
  assert.ok(await page.locator('.qr').isVisible())
  await context.close()
})

test('suggestions: arrows, Enter, Escape, the part that matches, and the count said', async () => {
  const { page, context } = await openPage(browser, widths.desk)
  await page.goto(site.url('home', 'zh'))
  const box = page.getByRole('combobox')
  await box.pressSequentially('云山')
  const options = page.getByRole('option')
  await options.first().waitFor()
  assert.equal(await options.count(), 3)
  assert.equal(await box.getAttribute('aria-expanded'), 'true')
  assert.deepEqual(await options.locator('mark').allTextContents(), ['云山', '云山', '云山'])
  assert.equal(await page.locator('.search-line + [role=status]').textContent(), '3 条提示，用上下键选择')
  assert.deepEqual(await axeFindings(page), [])

  await page.keyboard.press('ArrowDown')
  const first = await options.first().getAttribute('id')
  assert.equal(await box.getAttribute('aria-activedescendant'), first)
  assert.equal(await options.first().getAttribute('aria-selected'), 'true')
  await page.keyboard.press('ArrowUp')
  assert.equal(await box.getAttribute('aria-activedescendant'), null, 'beyond the first is the box itself')
  await page.keyboard.press('ArrowUp')
  assert.equal(await box.getAttribute('aria-activedescendant'), await options.last().getAttribute('id'))
  await page.keyboard.press('Escape')
  assert.equal(await box.getAttribute('aria-expanded'), 'false')
  assert.equal(await box.inputValue(), '云山', 'what was typed stays')

  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/organisations\/91990101M00000001X$/)
  await context.close()
})

test('suggestions: Enter without a choice is the form; a late answer never replaces a newer one; letters on their way are not asked', async () => {
  const { page, context } = await openPage(browser, widths.phone)
  await page.goto(site.url('home', 'zh'))
  const box = page.getByRole('combobox')
  site.asked.length = 0
  // 云杉 is answered after 700 ms, 云杉木 at once.
  await box.fill('云杉')
  await page.waitForTimeout(250)
  await box.fill('云山木')
  await page.getByRole('option').first().waitFor()
  await page.waitForTimeout(700)
  assert.deepEqual(site.asked, ['云杉', '云山木'])
  assert.match((await page.getByRole('option').first().textContent()) ?? '', /云山食品/)

  site.asked.length = 0
  await box.dispatchEvent('compositionstart')
  await box.evaluate((input: HTMLInputElement) => {
    input.value = "yun'sh"
    input.dispatchEvent(new InputEvent('input', { isComposing: true, bubbles: true }))
  })
  await page.waitForTimeout(300)
  assert.deepEqual(site.asked, [])
  await box.evaluate((input: HTMLInputElement) => {
    input.value = '云石'
    input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
  })
  await page.waitForTimeout(300)
  assert.deepEqual(site.asked, ['云石'])

  await box.fill('11010519491231002X')
  await page.waitForTimeout(300)
  await box.fill('')
  await box.pressSequentially('1101 0519491231002', { delay: 170 })
  await page.waitForTimeout(300)
  const asked: readonly string[] = site.asked.slice()
  const digitsSent = asked.map((one: string) => one.replace(/\D/g, '').length)
  assert.ok(Math.max(...digitsSent) < 10, 'an identity number is sent nowhere while it is typed')
  site.asked.length = 0
  await box.fill('云石')
  await box.press('Enter')
  await page.waitForURL(/\/search\?q=/)
  await context.close()
})

test('the script is below 6 kB as it is sent', async () => {
  const portal = await builtPortal()
  const bytes = await readFile(new URL(`../../dist/portal${portal.assets.suggestJs}`, import.meta.url))
  assert.ok(bytes.length < 6_000, `${bytes.length} bytes`)
})
