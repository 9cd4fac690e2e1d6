/**
 * Settling layouts: kept by source in versions, each with its entry in the log.
 * A version is never changed; the next one is another row.
 */
import { randomBytes } from 'node:crypto'
import { mayDo } from '../../access/permits.ts'
import { canonical } from '../../ciphers/canonical.ts'
import { commitRow, seedLength } from '../../ciphers/commitment.ts'
import type { Suite } from '../../ciphers/suite.ts'
import { dayInShanghai } from '../../codes/day.ts'
import { type Pool, transaction } from '../../database/connect.ts'
import { appendEntry } from '../../evidence/store.ts'
import { Refusal } from '../../refusal.ts'
import { itemOn, type RuleBook } from '../../rulebook/book.ts'
import type { Item } from '../../rulebook/catalogue.ts'
import type { Caller } from '../../terms/caller.ts'
import type { Layouts } from './fitting.ts'
import { checkLayout, columnsOf, headerKeyOf, isSameLayout, type Layout, type SettledLayout } from './layout.ts'
import { UnsoundLayout } from './layout-file.ts'
import { insertLayout, layoutVersions, lockLayout, newestLayouts, reportingBody } from './store.ts'

export type Settling = { pool: Pool; suite: Suite; book: RuleBook }

/** The item of a layout, for the source that reports it. */
async function itemOf(to: Settling, ask: { source: string; item: string; by: Caller }, at: Date): Promise<Item> {
  const body = await reportingBody(to.pool, ask.source)
  if (!body) {
    throw new Refusal('source-unknown', {
      zh: `没有代码为“${ask.source}”的来源单位。`,
      en: `No source has the code ${ask.source}.`,
    })
  }
  if (!mayDo(ask.by, 'settle-layout', { source: ask.source, region: body.region })) {
    throw new Refusal(
      'not-entitled',
      { zh: '不能代其他单位设定表样。', en: 'You may not settle layouts for another body.' },
      403,
    )
  }
  const item = itemOn(to.book, ask.item, dayInShanghai(at))
  if (!item || !body.items.includes(ask.item)) {
    throw new Refusal('item-not-of-source', {
      zh: `该来源单位没有报送“${ask.item}”的职权；它报送：${body.items.join('、')}。`,
      en: `This source does not report ${ask.item}; it reports ${body.items.join(', ')}.`,
    })
  }
  return item
}

/**
 * Settles a layout: the next version of its name, or the standing one where it
 * says the same. Layout and entry are written in one transaction.
 */
export async function settleLayout(
  to: Settling,
  ask: { source: string; layout: Layout; by: Caller },
  at: Date,
): Promise<SettledLayout & { isNew: boolean }> {
  const { source, layout, by } = ask
  const item = await itemOf(to, { source, item: layout.item, by }, at)
  const findings = checkLayout(layout, item, to.book)
  if (findings.some(({ severity }) => severity === 'error')) throw new UnsoundLayout(findings)
  return addVersion(to, { source, layout, isRetired: false, who: by.who }, at)
}

/** The source no longer uses it: files are not taken through it any more, what was taken stays as it is. */
export async function retireLayout(
  to: Settling,
  ask: { source: string; name: string; by: Caller },
  at: Date,
): Promise<SettledLayout> {
  const { source, name, by } = ask
  const [newest] = await layoutVersions(to.pool, source, name)
  if (!newest) throw layoutUnknown(name, [])
  await itemOf(to, { source, item: newest.layout.item, by }, at)
  return addVersion(to, { source, layout: newest.layout, isRetired: true, who: by.who }, at)
}

async function addVersion(
  { pool, suite }: Settling,
  said: { source: string; layout: Layout; isRetired: boolean; who: string },
  at: Date,
): Promise<SettledLayout & { isNew: boolean }> {
  const { source, layout, isRetired, who } = said
  return transaction(pool, async (tx) => {
    await lockLayout(tx, source, layout.name)
    const [newest] = await layoutVersions(tx, source, layout.name)
    if (newest && newest.isRetired === isRetired && isSameLayout(newest.layout, layout))
      return { ...newest, isNew: false }
    if (newest && newest.layout.item !== layout.item) throw ofOtherItem(newest)
    const settled = {
      source,
      version: (newest?.version ?? 0) + 1,
      headerKey: headerKeyOf(columnsOf(layout)),
      isRetired,
      who,
      at,
      layout,
    }
    const body = { source, version: String(settled.version), isRetired, who, layout: JSON.stringify(layout) }
    const seed = randomBytes(seedLength)
    const entry = await appendEntry(tx, {
      kind: 'layout-settled',
      at,
      commitment: commitRow(suite, seed, [canonical(body)]),
      body: { ...body, seed: seed.toString('hex') },
    })
    return { ...settled, id: await insertLayout(tx, settled, entry), isNew: true }
  })
}

function ofOtherItem({ layout }: SettledLayout): Refusal {
  return new Refusal('layout-of-other-item', {
    zh: `“${layout.name}”已经是“${layout.item}”的表样，请另取名称。`,
    en: `"${layout.name}" is a layout of ${layout.item} already; give this one another name.`,
  })
}

/** What the source has settled, the newest version of each; with `item` of that item alone. */
export async function layoutsOf(pool: Pool, source: string, item?: string): Promise<SettledLayout[]> {
  const found = await newestLayouts(pool, source)
  return item === undefined ? found : found.filter(({ layout }) => layout.item === item)
}

/** Of one name, newest first. */
export const layoutVersionsOf = (pool: Pool, source: string, name: string): Promise<SettledLayout[]> =>
  layoutVersions(pool, source, name)

/** One by its name, such as 处罚公示表 or, a version of it, 处罚公示表@2. */
export async function layoutNamed(pool: Pool, source: string, stated: string): Promise<SettledLayout> {
  const parts = /^(.+)@(\d{1,6})$/.exec(stated)
  const versions = await layoutVersions(pool, source, stated)
  if (versions[0]) return versions[0]
  const older =
    parts && (await layoutVersions(pool, source, parts[1]!)).find(({ version }) => version === Number(parts[2]))
  if (older) return older
  throw layoutUnknown(
    stated,
    (await newestLayouts(pool, source)).map(({ layout }) => layout.name),
  )
}

function layoutUnknown(name: string, known: readonly string[]): Refusal {
  return new Refusal(
    'layout-unknown',
    {
      zh: `该来源单位没有表样“${name}”${known.length > 0 ? `；有：${known.join('、')}` : ''}。`,
      en: `The source has no layout "${name}"${known.length > 0 ? `; it has ${known.join(', ')}` : ''}.`,
    },
    404,
  )
}

/** What a file of this source and item may be read through. */
export async function layoutsFor(pool: Pool, ask: { source: string; item: string; layout?: string }): Promise<Layouts> {
  const settled = async () => (await layoutsOf(pool, ask.source, ask.item)).filter(({ isRetired }) => !isRetired)
  if (ask.layout === undefined) return { settled }
  const named = await layoutNamed(pool, ask.source, ask.layout)
  if (named.isRetired) {
    throw new Refusal('layout-retired', {
      zh: `表样“${named.layout.name}”已停用。`,
      en: `The layout "${named.layout.name}" is no longer in use.`,
    })
  }
  if (named.layout.item !== ask.item) {
    throw new Refusal('layout-of-other-item', {
      zh: `“${named.layout.name}”是“${named.layout.item}”的表样，不是“${ask.item}”的。`,
      en: `"${named.layout.name}" is a layout of ${named.layout.item}, not of ${ask.item}.`,
    })
  }
  return { named, settled }
}
