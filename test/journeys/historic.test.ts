/**
 * Old stock by command and in a real browser: said to be such, never guessed; let in
 * with what it lacks; marked wherever authorities meet it; nowhere for the public.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { axeFindings, widths } from '../support/browser.ts'
import { dataFolder, serveOn, xinheng } from '../support/command.ts'
import { choose } from '../support/console.ts'
import { openSite, openWindow, overhang, signedIn, wordsOf } from '../support/site.ts'
import { codeOf, csv, permit, registration } from '../support/world.ts'

// --------------------------------------------------------------- by command

const data = dataFolder()
after(data.remove)
const source = codeOf('11', 1, '310101')
const firm = { code: codeOf('91', 100, '310101'), name: '示范市云杉机械有限公司' }
const run = (...args: string[]) => xinheng(data.folder, [...args, '--lang', 'en'], { cwd: data.folder })
const file = (name: string, text: string) => {
  const path = join(data.folder, name)
  writeFileSync(path, text)
  return path
}
/** A certificate of before the standard, without the day from which it is valid. */
const older = (document: string, more: { [field: string]: string } = {}) =>
  permit(firm.code, firm.name, document, { XK_JDRQ: '2016-03-02', XK_YXQZ: '', XK_YXQZI: '2099-12-31', ...more })

test('by command: said with the file, in a dry run and for good; in the answer of a check it has its mark', async () => {
  const server = await serveOn(data.folder)
  const items = 'registration,permit,penalty'
  const added = await run(
    'sources',
    'add',
    source,
    '--name',
    '示范市行政审批局',
    '--region',
    '310101',
    '--items',
    items,
  )
  assert.equal(added.code, 0, added.err)
  const known = file('登记.csv', csv([registration(firm.code, firm.name)]))
  assert.equal((await run('submit', known, '--item', 'registration', '--source', source)).code, 0)
  const stock = file(
    '历年许可.csv',
    csv([older('示许〔2016〕1号'), older('示许〔2018〕2号', { XK_JDRQ: '2018-07-25' })]),
  )
  const ask = ['submit', stock, '--item', 'permit', '--json']

  const inFull = await run(...ask, '--dry-run')
  assert.deepEqual([inFull.code, inFull.json().counts], [1, { refused: 2 }], inFull.err)
  const dry = await run(...ask, '--dry-run', '--profile', 'historic')
  assert.deepEqual(dry.json().counts, { 'accepted-with-warnings': 1, refused: 1 })
  assert.equal(dry.json().profile, 'historic')

  const sent = await run('submit', stock, '--item', 'permit', '--source', source, '--profile', 'historic')
  assert.equal(sent.code, 1, 'the row of the day itself is refused')
  assert.match(sent.out, /historic profile/)
  assert.match(sent.out, /historic profile is for decisions before 2018-07-25 alone/)
  assert.match((await run('submissions', '1', '--json')).out, /registration/)
  assert.equal((await run('submissions', '2', '--json')).json().profile, 'historic')

  const reason = ['--purpose', 'public-procurement', '--matter', 'government-procurement', '--case', '采〔2026〕7号']
  const answer = await run('check', firm.code, ...reason)
  assert.match(answer.out, /historic data, incomplete: lacks valid from/)

  const other = await run('submit', known, '--item', 'registration', '--source', source, '--profile', 'historic')
  assert.equal(other.code, 1)
  assert.match(other.err, /has no historic profile.*penalty, permit/)
  const unknown = await run(...ask, '--dry-run', '--profile', 'ancient')
  assert.equal(unknown.code, 2)
  assert.match(
    (await run('help', 'submit')).out,
    /--profile historic[\s\S]*permit, administrative permit: Historic profile/,
  )
  await server.stop()
})

// ---------------------------------------------------------------- in a browser

const site = await openSite({ organisations: 60, permits: 100, penalties: 60 })
const { rows: companies } = await site.pool.query<{ code: string; name: string }>(
  `select code, name from subject where kind = 'enterprise' and not is_provisional and status = '存续' order by code limit 1`,
)
const company = companies[0]!
const stock = (document: string, more: { [field: string]: string } = {}) =>
  csv([
    permit(company.code, company.name, document, {
      ...{ XK_JDRQ: '2016-03-02', XK_YXQZ: '', XK_YXQZI: '2099-12-31', XK_XKWS: '' },
      ...more,
    }),
  ])
const csvFile = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
const question = '这是历史数据'

test('an officer says that a file is historic data, where the item has such a profile; the row goes in with what it lacks', async () => {
  const { page, context } = await signedIn(site, 'officer', '/upload?item=permit')
  const tick = page.getByLabel(question)
  await tick.waitFor()
  assert.equal(await tick.isChecked(), false, 'never ticked by itself')
  assert.match(await wordsOf(page), /2018年7月25日以前的决定可以缺少：.*有效期自/)
  await page.setInputFiles('input[type=file]', csvFile('历年许可.csv', stock('示许〔2016〕1号')))
  const preChecked = page.getByRole('region', { name: '预检结果' })
  await page.getByRole('button', { name: '先预检' }).click()
  await preChecked.getByText('退回').first().waitFor()

  await tick.focus()
  await page.keyboard.press('Space')
  assert.equal(await preChecked.count(), 0, 'what was told of the file in full is told no more')
  await page.getByRole('button', { name: '先预检' }).click()
  await preChecked.getByText('预检结果（历史数据口径）').waitFor()
  assert.match(await wordsOf(preChecked), /历史数据口径接收：记为要素不全/)
  assert.deepEqual(await axeFindings(page), [])
  await preChecked.getByRole('button', { name: '报送这份文件' }).click()
  await page.waitForURL(/\/submissions\/\d+$/)
  await page.waitForSelector('.tag.state-done')
  assert.match(await wordsOf(page), /行政许可\s*历史数据口径/)
  assert.equal(await site.count('submission', `item_profile = 'historic'`), 1)

  await page.goto(`${site.address}/console/upload?item=registration`)
  await page.waitForSelector('.templates')
  assert.equal(await tick.count(), 0, 'an item without such a profile is not asked for it')
  await context.close()
})

test('authorities meet the mark and what is lacking; the public meets nothing of it', async () => {
  const { page, context } = await signedIn(site, 'clerk', '/check')
  await page.locator('textarea').first().fill(company.code)
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill('采〔2026〕7号')
  await page.locator('main').getByRole('button', { name: '核查' }).click()
  await page.waitForSelector('article.answer')
  const record = page.locator('article.record', { hasText: '示许〔2016〕1号' })
  assert.equal(await record.locator('.tag.incomplete').innerText(), '历史数据·要素不全')
  assert.match(await wordsOf(record), /缺少要素\s+行政许可决定文书名称、有效期自/)
  assert.match(await wordsOf(record), /不公示，只供国家机关查阅/)
  assert.deepEqual(await axeFindings(page), [])
  await context.close()

  const visitor = await openWindow(site)
  await visitor.page.goto(`${site.address}/organisations/${company.code}?item=permit`)
  assert.ok(!(await visitor.page.content()).includes('示许〔2016〕1号'))
  await visitor.context.close()
})

test('its source finds it among its own with the mark, completes it by the form, and it is public', async () => {
  const { page, context } = await signedIn(site, 'officer', '/records', { width: widths.phone })
  await page.getByLabel(/统一社会信用代码/).fill(company.code)
  await page.getByRole('button', { name: '查找' }).click()
  const row = page.locator('tr', { hasText: '示许〔2016〕1号' })
  assert.equal(await row.locator('.tag.incomplete').innerText(), '历史数据·要素不全')
  assert.ok((await overhang(page)) <= 0)
  await row.getByRole('link').click()
  await page.getByText('行政许可决定文书名称、有效期自。不公示').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.getByLabel('行政许可决定文书名称').fill('准予行政许可决定书')
  await page.getByLabel('有效期自').fill('2016-03-02')
  await page.getByLabel('更正理由').fill('补齐要素')
  await page.getByRole('button', { name: '更正', exact: true }).click()
  await page.getByRole('button', { name: '显示更正后的记录' }).click()
  await page.getByText('公示中').waitFor()
  await context.close()

  const visitor = await openWindow(site)
  await visitor.page.goto(`${site.address}/organisations/${company.code}?item=permit`)
  assert.ok((await visitor.page.content()).includes('示许〔2016〕1号'))
  await visitor.context.close()
})

test('the catalogue says what the profile asks for, and the pre-check asks for it beside its items, at any width', async () => {
  for (const width of [widths.desk, widths.phone]) {
    const { page, context } = await openWindow(site, { width })
    await page.goto(`${site.address}/catalogue/permit`)
    assert.match(await wordsOf(page), /历史数据口径[\s\S]*2018年7月25日以前的决定可以缺少：行政许可决定文书名称/)
    assert.deepEqual(await axeFindings(page), [])

    await page.goto(`${site.address}/pre-check?item=honour`)
    const tick = page.getByLabel('按历史数据口径预检')
    assert.equal(await tick.isVisible(), false)
    await page.getByLabel('目录项').selectOption('permit')
    await tick.check()
    assert.ok((await overhang(page)) <= 0)
    assert.deepEqual(await axeFindings(page), [])
    await page.setInputFiles('#file', csvFile('历年许可.csv', stock('示许〔2016〕2号')))
    await page.getByRole('button', { name: '预检' }).click()
    await page.getByText('这份文件可以报送').waitFor()
    assert.match(await wordsOf(page), /历史数据口径/)
    assert.equal(await page.getByLabel('按历史数据口径预检').isChecked(), true)
    await context.close()
  }
})
