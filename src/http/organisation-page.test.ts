/** An organisation's page from outside, on real data: its order, its one address, and what becomes of other codes and of those that are no more. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addAlias } from '../../test/support/alias.ts'
import { portalWeb } from '../../test/support/platform.ts'
import { servedWorld } from '../../test/support/served.ts'
import { codeOf, csv, listEntry, penalty, permit, registration, taxOffice } from '../../test/support/world.ts'

const { house, served } = await servedWorld(await portalWeb())
const [old, now, gone, shop] = [codeOf('91', 6601), codeOf('91', 6602), codeOf('91', 6603), codeOf('92', 6604)]
const name = '示范市银桦机械有限公司'
await house.send(
  csv([
    registration(old, name),
    registration(now, name),
    registration(gone, '示范市白杨商贸有限公司', { DJ_ZT: '注销', DJ_ZXRQ: '2026-06-01' }),
    registration(shop, '示范市白小云小吃店'),
  ]),
  'registration',
)
await house.send(
  csv([penalty(old, name, '示市监罚〔2026〕6601号'), penalty(now, name, '示市监罚〔2026〕6602号')]),
  'penalty',
)
await house.send(csv([permit(now, name, '示许〔2026〕6601号')]), 'permit')
await house.send(csv([listEntry(now, name, '示税黑〔2026〕6601号')]), 'list-entry', taxOffice)
const page = async (path: string) => {
  const { statusCode, body } = await served.app.inject({ url: path })
  return { status: statusCode, body }
}

test('stands in the order of the national report, each rule and item one step away', async () => {
  const { body } = await page(`/organisations/${now}`)
  const places = ['registration', 'permit', 'penalty', 'list-entry'].map((item) => body.indexOf(`<h2 id="${item}">`))
  assert.ok(
    places.every((place) => place > 0),
    String(places),
  )
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  )
  const rules = (await page('/rules')).body
  const links = [...body.matchAll(/href="\/rules#([\w.-]+)"/g)].map(([, anchor = '']) => anchor)
  assert.ok(links.length >= 3)
  for (const anchor of links.filter((one) => one !== 'packs')) assert.ok(rules.includes(`id="${anchor}"`), anchor)
  for (const [, item] of body.matchAll(/href="\/catalogue\/([\w-]+)"/g)) {
    assert.equal((await page(`/catalogue/${item}`)).status, 200)
  }
})

test('another code of it leads to its file, which holds what stands under both, and says so', async () => {
  assert.doesNotMatch((await page(`/organisations/${now}`)).body, /6601号[^0-9]*决定/)
  await addAlias(house.db.owner, old, now, new Date(house.now.getTime() - 1000))
  for (const [path, isAsked] of [
    [`/organisations/${old}`, true],
    [`/organisations/${now}`, false],
  ] as const) {
    const { status, body } = await page(path)
    assert.equal(status, 200)
    assert.match(body, /示市监罚〔2026〕6601号/)
    assert.match(body, /示市监罚〔2026〕6602号/)
    assert.match(body, new RegExp(`<link rel="canonical" href="http://127.0.0.1/organisations/${now}"/>`))
    assert.equal(body.includes('您查询的代码'), isAsked, path)
  }
  const file = JSON.parse((await page(`/v1/public/organisations/${old}`)).body)
  assert.deepEqual([file.code, file.asked, file.otherCodes], [now, old, [old]])
  await house.db.owner.query('update alias set until_at = $2 where code = $1', [old, house.now])
  const apart = (await page(`/organisations/${old}`)).body
  assert.doesNotMatch(apart, /6602号|您查询的代码/)
})

test('one that is deregistered says so, and is still read', async () => {
  const { status, body } = await page(`/organisations/${gone}`)
  assert.equal(status, 200)
  assert.match(body, /该主体已注销登记，不再存续/)
})

test('the print view holds the same records, and no way to elsewhere', async () => {
  const records = (body: string) => [...body.matchAll(/id="record-(\d+)"/g)].map(([, id]) => id)
  const [screen, print] = [await page(`/organisations/${now}`), await page(`/organisations/${now}?view=print`)]
  assert.deepEqual(records(print.body), records(screen.body))
  assert.match(print.body, /<body class="[^"]*is-plain/)
  assert.match(print.body, new RegExp(`本页地址：.*http://127.0.0.1/organisations/${now}<`))
})

test('a sole proprietor’s page is for those who have its code: none of its ways names the owner, no search engine keeps it', async () => {
  for (const path of [
    `/organisations/${shop}`,
    `/organisations/${shop}?view=print`,
    `/organisations/${shop}?lang=en`,
  ]) {
    const { body } = await page(path)
    assert.match(body, /<meta name="robots" content="noindex/, path)
    assert.doesNotMatch(body, /小云|itemProp/, path)
  }
})
