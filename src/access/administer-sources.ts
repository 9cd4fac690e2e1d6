/** Sources administered: which body reports what, for which region, and which office answers for it. */
import { officePhone, officeText } from '../codes/office-contact.ts'
import type { Regions } from '../codes/regions.ts'
import { examineUscc } from '../codes/uscc.ts'
import { type Pool, transaction } from '../database/connect.ts'
import { Refusal } from '../refusal.ts'
import type { RuleBook } from '../rulebook/book.ts'
import type { Caller } from '../terms/caller.ts'
import { isRegion, notAdministrator, nothingChanged, regionUnknown } from './administer-people.ts'
import { appendChange, changedBetween, reasonGiven } from './change.ts'
import { mayDo } from './permits.ts'
import type { Source } from './sources.ts'
import { lockSource, lockSources, upsertSource } from './store.ts'

/** What is stated of a source; of one that is there, what is not said stays as it stands. */
export type SourceStated = Pick<Source, 'code'> & Partial<Source>

/**
 * A source is added, or what stands of it becomes another; records it stated stay as they are. `isNew`: it is to be
 * added, and refused where it is there already.
 */
export async function putSource(
  pool: Pool,
  ask: { source: SourceStated; isNew?: boolean; reason: string; by: Caller; hasOverride?: boolean },
  of: { book: Pick<RuleBook, 'items' | 'lists'>; regions?: Regions },
  at: Date,
): Promise<{ isNew: boolean }> {
  if (!mayDo(ask.by, 'manage-sources')) throw notAdministrator
  const reason = reasonGiven(ask.reason)
  const stated = Object.fromEntries(Object.entries(ask.source).filter(([, value]) => value !== undefined))
  const { code } = examineUscc(ask.source.code)
  return transaction(pool, async (tx) => {
    // Held for all of them: what is not there yet has no row that could be held.
    await lockSources(tx, [])
    const before = await lockSource(tx, code)
    if (before && ask.isNew === true) throw sourceThere(before)
    const after = tidied({ ...nothingSaid, ...before, ...stated, code })
    assertSource(after, ask.hasOverride === true, of)
    const changed = changedBetween(before ? factsOf(before) : {}, factsOf(after))
    if (before && Object.keys(changed).length === 0) throw nothingChanged
    await upsertSource(tx, after, at)
    const act = before ? 'changed' : 'added'
    await appendChange(tx, { act, kind: 'source', target: code, reason, changed, by: ask.by }, at)
    return { isNew: !before }
  })
}

const nothingSaid = { name: '', region: '', items: [] }

const factsOf = ({ name, region, items, lists = [], office = '', officeLine = '' }: Source) => ({
  name,
  region,
  items: [...items].sort(),
  lists: [...lists].sort(),
  office,
  officeLine,
})

function tidied(source: Source): Source {
  const { code, name, region, items, lists = [], office = '', officeLine = '' } = source
  return {
    code,
    name: name.replace(/\p{Cc}+/gu, ' ').trim(),
    region: region.trim(),
    items: [...new Set(items)],
    lists: [...new Set(lists)],
    office: officeText(office),
    officeLine: officePhone(officeLine),
  }
}

function assertSource(
  { code, name, region, items, lists = [] }: Source,
  hasOverride: boolean,
  { book, regions }: { book: Pick<RuleBook, 'items' | 'lists'>; regions?: Regions },
) {
  const examined = examineUscc(code)
  if (!examined.check && !(examined.form && hasOverride)) throw codeMalformed(examined.suggestions)
  if (name === '' || [...name].length > 200) throw nameMissing
  if (!isRegion(regions, region)) throw regionUnknown(region)
  const unknown = items.find((item) => !book.items.some(({ id }) => id === item))
  if (unknown !== undefined) throw notKnown('item-unknown', '目录项', 'item', unknown)
  const noList = lists.find((list) => !book.lists.some(({ id }) => id === list))
  if (noList !== undefined) throw notKnown('list-unknown', '名单', 'list', noList)
}

function notKnown(code: string, zh: string, en: string, what: string): Refusal {
  const shown = what.replace(/\p{Cc}/gu, ' ').slice(0, 64)
  return new Refusal(code, { zh: `规则中没有${zh}“${shown}”。`, en: `The rules have no ${en} “${shown}”.` })
}

function codeMalformed(suggestions: readonly string[]): Refusal {
  const zh = suggestions.length > 0 ? `是否为 ${suggestions.join(' 或 ')}？` : ''
  const en = suggestions.length > 0 ? ` Did you mean ${suggestions.join(' or ')}?` : ''
  return new Refusal('source-code-malformed', {
    zh: `不是有效的统一社会信用代码（18位，GB 32100-2015）。${zh}`,
    en: `It is no valid unified social credit code (18 characters, GB 32100-2015).${en}`,
  })
}

function sourceThere({ code, name }: Source): Refusal {
  return new Refusal(
    'source-there',
    {
      zh: `${code}（${name}）已登记为信源单位，没有更改；请在列表中选择“更改”。`,
      en: `${code} (${name}) is registered already; nothing was changed. Choose “Change” in the list.`,
    },
    409,
  )
}

const nameMissing = new Refusal('name-missing', {
  zh: '请填写单位名称（不超过 200 个字符）。',
  en: 'Give the name of the body, 200 characters at most.',
})
