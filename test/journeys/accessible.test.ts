/**
 * Whole ways by keyboard alone, at 200 % zoom, with text twice as large, at 320 px, in
 * large type, with a system's own colours and without motion. At each stop the focus
 * can be seen, nothing lies over it, and what is pressed is 24 px at least.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { demoAccounts } from '../../src/cli/demo/load.ts'
import { dayInShanghai } from '../../src/codes/day.ts'
import { axeFindings } from '../support/browser.ts'
import { csvFile, demoPassword, fillSignIn } from '../support/console.ts'
import { openSite, openWindow, overhang, signedIn, stands } from '../support/site.ts'
import { csv, penalty } from '../support/world.ts'

const site = await openSite()
const [officer] = demoAccounts
const one = async (sql: string): Promise<Record<string, string>> => (await site.pool.query(sql)).rows[0]
const firm = await one(
  `select s.code, s.name from subject s join record r on r.subject_code = s.code
   where s.kind = 'enterprise' and s.status = '存续' and not s.is_provisional group by 1, 2 order by count(*) desc limit 1`,
)

/** Why somebody who sees where the focus is would be at a loss, or nothing. */
const faultOfFocus = `(() => {
  const at = document.activeElement
  if (!at || at === document.body) return 'nothing has the focus'
  const name = at.outerHTML.slice(0, 160)
  const holder = at.closest('.ant-select, .ant-input-affix-wrapper, .ant-checkbox-wrapper, .ant-upload') ?? at
  const marked = [at, holder, holder.firstElementChild].filter(Boolean).some((one) => {
    const style = getComputedStyle(one)
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none'
  })
  if (!marked && !at.matches('h1, h2, main, section, [tabindex="-1"]')) return 'the focus cannot be seen: ' + name
  const box = holder.getBoundingClientRect()
  if (box.width === 0 || box.height === 0) return ''
  const seen = document.elementFromPoint(
    Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 1), Math.min(Math.max(box.y + box.height / 2, 1), innerHeight - 1))
  const isBare = !seen || holder.contains(seen) || seen.contains(holder) || seen.closest('label')?.control === at
  if (!isBare) return 'something lies over it: ' + name + ' under ' + seen.outerHTML.slice(0, 120)
  const isInText = at.matches('a') && getComputedStyle(at).display === 'inline'
  if (!isInText && at.matches('a, button, [role=button]') && (box.width < 23.9 || box.height < 23.9))
    return 'too small to press: ' + Math.round(box.width) + ' x ' + Math.round(box.height) + ' ' + name
  return ''
})()`

/** Tab after tab until the focus is there; every stop on the way is looked at. */
async function tabTo(page: Page, place: string, most = 90): Promise<void> {
  for (let n = 0; n < most; n++) {
    await page.keyboard.press('Tab')
    const fault = await page.evaluate<string>(faultOfFocus)
    assert.equal(fault, '', `${page.url()}, stop ${n + 1} on the way to ${place}`)
    if (await page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(place)})`)) return
  }
  assert.fail(`${page.url()}: ${place} is not reached in ${most} stops`)
}

test('a citizen by keyboard alone, without script: from the search to the file of an organisation and its page to print', async () => {
  const { page, context } = await openWindow(site, { context: { javaScriptEnabled: false } })
  await page.goto(`${site.address}/`)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  assert.match(page.url(), /#content$/, 'the first stop leads past the navigation')
  await context.close()

  const opened = await openWindow(site)
  await opened.page.goto(`${site.address}/`)
  await tabTo(opened.page, 'input[name=q]')
  await opened.page.keyboard.type(firm.name!)
  await opened.page.keyboard.press('Enter')
  await opened.page.waitForURL('**/search?**')
  await tabTo(opened.page, `a[href*="${firm.code}"]`)
  await opened.page.keyboard.press('Enter')
  await opened.page.waitForURL(`**/organisations/${firm.code}**`)
  await tabTo(
    opened.page,
    'a[href*="print"], a[href*="view=plain"], main a[rel~=nofollow], main a[href*="/catalogue"], main a',
  )
  await opened.context.close()
})

test('large type on the portal: one switch without script, kept from page to page, and the address stays', async () => {
  const { page, context } = await openWindow(site, { width: 320, context: { javaScriptEnabled: false } })
  await page.goto(`${site.address}/search?q=${encodeURIComponent('机械')}`)
  await page.getByRole('link', { name: '大字' }).click()
  assert.equal(new URL(page.url()).pathname + decodeURIComponent(new URL(page.url()).search), '/search?q=机械')
  assert.equal(await page.locator('html.large-type').count(), 1)
  for (const path of ['/', '/catalogue', `/organisations/${firm.code}?lang=en`]) {
    await page.goto(`${site.address}${path}`)
    assert.equal(await page.locator('html.large-type').count(), 1, path)
  }
  await page.getByRole('link', { name: 'Usual type' }).click()
  assert.equal(await page.locator('html.large-type').count(), 0)
  await context.close()
  for (const back of [
    'https://example.invalid/',
    '//example.invalid',
    '/\t/example.invalid',
    '/.//example.invalid',
    '\\\\example.invalid',
  ]) {
    const answered = await fetch(`${site.address}/type-size?size=large&back=${encodeURIComponent(back)}`, {
      redirect: 'manual',
    })
    assert.equal(answered.status, 303)
    assert.match(answered.headers.get('location')!, /^\/(?![/\\])/, back)
    assert.match(answered.headers.get('set-cookie')!, /^xinheng_type=large; .*HttpOnly; SameSite=Lax/)
  }
})

test('portal pages in large type, at 320 px and at 200 %: nothing is cut off sideways, and axe finds nothing', async () => {
  for (const [width, zoom] of [
    [320, 1.25],
    [640, 2],
    [640, 1],
  ] as const) {
    const { page, context } = await openWindow(site, { width })
    await context.addCookies([{ name: 'xinheng_type', value: 'large', url: site.address }])
    for (const path of [
      '/',
      `/search?q=${encodeURIComponent('机械')}`,
      `/organisations/${firm.code}`,
      '/lists',
      '/rules',
      '/catalogue/penalty',
    ]) {
      await page.goto(`${site.address}${path}`)
      if (zoom !== 1)
        await page.addStyleTag({ content: `html { font-size: ${zoom * 100}% !important }` }).catch(() => undefined)
      assert.equal(await overhang(page), 0, `${path} at ${width} px, text ${zoom}`)
      if (width === 320) assert.deepEqual(await axeFindings(page), [], path)
    }
    await context.close()
  }
})

test('an officer by keyboard alone: signs in, and sends a file to its verdicts', async () => {
  const { page, context } = await openWindow(site)
  await page.goto(`${site.address}/console/upload?item=penalty`)
  await page.waitForURL('**/sign-in**')
  await page.waitForSelector('#password')
  await tabTo(page, '#login')
  await page.keyboard.type('officer')
  await tabTo(page, '#password')
  await page.keyboard.type(demoPassword)
  await page.keyboard.press('Enter')
  await stands(page)
  await page.reload()
  await stands(page)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const choosing = page.waitForEvent('filechooser')
  for (let n = 0; n < 40; n++) {
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate<string>(faultOfFocus), '')
    if (
      await page.evaluate<boolean>(
        `/选择文件|拖/.test(document.activeElement?.closest('label, .ant-upload, [role=button], button')?.textContent ?? '') || document.activeElement?.type === 'file'`,
      )
    )
      break
  }
  await page.keyboard.press('Enter')
  const chooser =
    (await Promise.race([choosing, page.waitForTimeout(1000).then(() => undefined)])) ??
    (await (async () => {
      await page.keyboard.press('Space')
      return choosing
    })())
  const rows = [
    penalty(firm.code!, firm.name!, '键盘〔2026〕1号', {
      ...{ CF_JDRQ: dayInShanghai(new Date(Date.now() - 9 * 86_400_000)), CF_CFJGDM: officer.body },
      CF_SJLYDM: officer.body,
    }),
  ]
  await chooser.setFiles(csvFile('键盘.csv', csv(rows)))
  for (let n = 0; n < 30; n++) {
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate<string>(faultOfFocus), '')
    if (await page.evaluate<boolean>(`document.activeElement?.textContent?.includes('正式报送') ?? false`)) break
  }
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/submissions\/\d+$/)
  await page.locator('.verdict-bar').first().waitFor()
  assert.ok((await page.locator('main [role=status], main [aria-live]').count()) > 0, 'what happens is announced')
  await context.close()
})

test('a clerk by keyboard alone: a check to its receipt', async () => {
  const { page, context } = await signedIn(site, 'clerk', `/check?codes=${firm.code}`)
  await page.reload()
  await stands(page)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await tabTo(page, 'main [role=combobox]')
  await page.keyboard.type('政府采购')
  await page.locator('.ant-select-item-option-active', { hasText: '政府采购' }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('main .ant-select', { hasText: '政府采购供应商资格审查' }).waitFor()
  await tabTo(page, 'main input:not([role=combobox])')
  await page.keyboard.type('键盘-1')
  for (let n = 0; n < 12; n++) {
    if (await page.evaluate<boolean>(`document.activeElement?.textContent?.trim() === '核查'`)) break
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate<string>(faultOfFocus), '')
  }
  await page.keyboard.press('Enter')
  await page.waitForURL('**/check/answers?receipts=**')
  await page.locator('.receipt').first().waitFor()
  await context.close()
})

const hasFocus = async (place: Locator) => (await place.and(place.page().locator(':focus')).count()) === 1

test('a long form held back lists what is wrong: the focus is there, each line leads to its field, what is mended is marked', async () => {
  const { page, context } = await signedIn(site, 'officer', '/records/new?item=penalty')
  await stands(page)
  const send = page.getByRole('button', { name: '报送这条记录' })
  await send.click()
  await page.locator('.error-summary:focus').waitFor()
  const lines = page.locator('.error-summary li')
  const wrong = await page.locator('main form [aria-invalid=true]').count()
  assert.ok(wrong > 5)
  assert.equal(await lines.count(), wrong)
  assert.match(await page.locator('.error-summary h2').innerText(), new RegExp(`有 ${wrong} 处`))
  assert.deepEqual(await axeFindings(page), [])
  // In the order of the form, each by its label and what is wrong with it.
  assert.match(await lines.first().innerText(), /^行政相对人名称：必填/)
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate<string>(faultOfFocus), '')
  await page.keyboard.press('Enter')
  assert.ok(await hasFocus(page.getByLabel('行政相对人名称', { exact: true })))
  await page.keyboard.type('示范市某公司')
  await lines.first().filter({ hasText: '已改' }).waitFor()
  assert.equal(await lines.count(), wrong, 'nothing moves while somebody types')
  await send.click()
  await page.locator('.error-summary:focus').waitFor()
  assert.equal(await lines.count(), wrong - 1)
  // Choices by a list are reached as well.
  await lines.filter({ hasText: '行政相对人类别' }).getByRole('link').click()
  assert.ok(await hasFocus(page.getByRole('combobox', { name: '行政相对人类别' })))
  await context.close()
})

test('in a dialog too; a form of two fields needs no list, its first wrong field has the focus', async () => {
  const { page, context } = await signedIn(site, 'admin', '/clients')
  await page.getByRole('button', { name: '添加接口客户端' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '添加并显示密钥' }).click()
  await page.locator('[role=dialog] .error-summary:focus').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.locator('.error-summary').getByRole('link', { name: /范围/ }).click()
  assert.ok(await hasFocus(page.getByRole('checkbox', { name: '报送', exact: true })))
  await context.close()

  const door = await openWindow(site)
  await door.page.goto(`${site.address}/console/sign-in`)
  await door.page.getByRole('button', { name: '登录' }).click()
  await door.page.locator('#login:focus').waitFor()
  assert.equal(await door.page.locator('.error-summary').count(), 0)
  await door.context.close()
})

test('the portal says above its form what was wrong with it, without script', async () => {
  const { page, context } = await openWindow(site, { context: { javaScriptEnabled: false } })
  await page.goto(`${site.address}/pre-check`)
  await page.setInputFiles('#file', { name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from('') })
  await page.getByRole('button', { name: '预检' }).click()
  await page.locator('.error-summary:focus').waitFor()
  await page.locator('.error-summary').getByRole('link').click()
  assert.match(page.url(), /#file$/)
  assert.equal(await page.locator('#file[aria-invalid=true]').count(), 1)
  await context.close()
})

test('"who is this" by keyboard alone: found, compared, decided, taken back', async () => {
  const { page, context } = await signedIn(site, 'officer', '/')
  await stands(page)
  await tabTo(page, '#pages a[href$="/waiting"]')
  await page.keyboard.press('Enter')
  await page.locator('.who-candidate').first().waitFor()
  const stated = await page.locator('.who-row h2').innerText()
  // Found: by its name, among all that wait.
  await tabTo(page, '.filters input:not([role=combobox])')
  await page.keyboard.type(stated.slice(0, 6))
  await page.keyboard.press('Enter')
  await page.waitForURL(/name=/)
  await stands(page)
  assert.equal(await page.locator('.who-row h2').innerText(), stated)
  // Compared: every candidate says why, and its button says whose it is to those who listen.
  const suggested = await page.locator('.who-candidate code').first().innerText()
  assert.ok((await page.locator('.who-candidate').first().locator('.who-reasons li').count()) > 0)
  await tabTo(page, '.who-candidate button')
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: '已入库 1 行' }).waitFor()
  const where = `decided = 'placed' and subject_code = '${suggested}'`
  assert.equal(await site.count('who_decision', where), 1)
  // The focus was not lost with the row that went: the next stop is a stop of this page.
  await page.locator('.who-decisions li').first().filter({ hasText: suggested }).waitFor()
  await tabTo(page, '.who-decisions button')
  await page.keyboard.press('Enter')
  await page.locator('.who-take-back input:focus').waitFor()
  await page.keyboard.type('按错了')
  await tabTo(page, '.who-take-back button.ant-btn-dangerous, .who-take-back button:last-child')
  await page.keyboard.press('Enter')
  await page.locator('.who-decisions li').first().filter({ hasText: '撤回了确认' }).waitFor()
  assert.equal(await site.count('withdrawal', `subject_code = '${suggested}' and because = 'wrong-subject'`), 1)
  assert.notEqual(
    await page.evaluate('document.activeElement?.tagName'),
    'BODY',
    'the focus is somewhere after taking it back',
  )
  await context.close()
})

test('every stop of the pages an administrator works on can be seen, is bare and large enough', async () => {
  const { page, context } = await signedIn(site, 'admin', '/people')
  for (const path of ['/people', '/clients', '/access-changes', '/account']) {
    await page.goto(`${site.address}/console${path}`)
    await stands(page)
    for (let n = 0; n < 40; n++) {
      await page.keyboard.press('Tab')
      const isPast = await page.evaluate<boolean>('document.activeElement === document.body')
      if (isPast) break
      assert.equal(await page.evaluate<string>(faultOfFocus), '', `${path}, stop ${n + 1}`)
    }
  }
  await context.close()
})

test('the console with text twice as large, and at 200 % zoom: nothing is cut off sideways', async () => {
  const { page, context } = await signedIn(site, 'officer', '/submissions', { width: 640 })
  for (const path of ['/', '/upload', '/submissions', '/waiting', '/records/new?item=penalty', '/account']) {
    await page.goto(`${site.address}/console${path}`)
    await stands(page)
    assert.equal(await overhang(page), 0, `${path} at 200 %`)
    await page.evaluate(`document.documentElement.style.fontSize = '200%'`)
    assert.equal(await overhang(page), 0, `${path}, text twice as large`)
  }
  await context.close()
})

test('large type in the console is kept; without motion nothing moves; in a system’s own colours the focus is seen', async () => {
  const { page, context } = await openWindow(site)
  await page.goto(`${site.address}/console/sign-in`)
  await page.getByRole('button', { name: '大字' }).click()
  await fillSignIn(page, 'clerk')
  await stands(page)
  await page.reload()
  await stands(page)
  assert.equal(await page.evaluate<string>('getComputedStyle(document.documentElement).fontSize'), '20px')
  await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' })
  await page.goto(`${site.address}/console/check`)
  await stands(page)
  const moving = await page.evaluate<number>(
    `document.getAnimations().filter((one) => one.playState === 'running' && (one.effect?.getComputedTiming().duration ?? 0) > 200).length`,
  )
  assert.equal(moving, 0)
  for (let n = 0; n < 15; n++) {
    await page.keyboard.press('Tab')
    // Behind the last stop the focus is the browser's own, once, before it begins anew.
    if (n === 0 || !(await page.evaluate<boolean>('document.activeElement === document.body')))
      assert.equal(await page.evaluate<string>(faultOfFocus), '', `forced colours, stop ${n + 1}`)
  }
  await context.close()
})
