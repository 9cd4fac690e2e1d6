/** An Atom feed (RFC 4287) of open data, with tombstones (RFC 6721) for what is shown no longer. */
import type { FeedEntry } from '../records/lists.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { Language, Says } from '../terms/says.ts'

export type AtomFeed = {
  item: Item
  entries: readonly FeedEntry[]
  /** Of this server, such as https://credit.example.cn */
  origin: string
  /** The page that goes on (RFC 5005). */
  next?: string
  language: Language
  at: Date
  terms: Says
}

export function atomFeed({ item, entries, origin, next, language, at, terms }: AtomFeed): string {
  const self = `${origin}/feeds/${item.id}.atom`
  const updated = entries.map(updatedOf).sort().at(-1) ?? at.toISOString()
  return [
    `<?xml version="1.0" encoding="utf-8"?>`,
    `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns:x="urn:xinheng:feed" xml:lang="zh-CN">`,
    `<id>${text(self)}</id>`,
    `<title>${text(language === 'zh' ? item.zh : item.en)}</title>`,
    `<updated>${updated}</updated>`,
    `<author><name>信衡 Xinheng</name></author>`,
    `<rights>${text(terms[language])}</rights>`,
    `<link rel="self" type="application/atom+xml" href="${text(self)}"/>`,
    `<link rel="alternate" type="text/html" href="${text(`${origin}/lists/${item.id}`)}"/>`,
    `<link rel="describedby" type="application/json" href="${text(`${origin}/v1/catalogue/${item.id}`)}"/>`,
    ...(next === undefined ? [] : [`<link rel="next" type="application/atom+xml" href="${text(next)}"/>`]),
    ...entries.map((entry) => ('gone' in entry ? tombstone(entry) : entryOf(entry, origin))),
    `</feed>\n`,
  ].join('\n')
}

const updatedOf = (entry: FeedEntry): string => ('gone' in entry ? entry.gone.goneAt : entry.toldAt)

function tombstone({ place, gone }: { place: number; gone: { id: string; goneAt: string } }): string {
  return `<at:deleted-entry ref="${gone.id}" when="${gone.goneAt}" x:place="${place}"/>`
}

function entryOf({ place, record, toldAt }: Extract<FeedEntry, { record: unknown }>, origin: string): string {
  const { id, name, title, document, authority, decidedOn, shown, code, position } = record
  const asked = `item=${encodeURIComponent(record.item)}&record=${record.record}`
  const address = `${origin}/organisations/${encodeURIComponent(code)}?${asked}#record-${record.record}`
  const summary = [authority, document, decidedOn].filter((one) => one !== undefined).join(' · ')
  return [
    `<entry x:place="${place}" x:position="${position}">`,
    `<id>${id}</id>`,
    `<title>${text(`${name}：${title.zh}${document ? ` ${document}` : ''}`)}</title>`,
    `<updated>${text(toldAt)}</updated>`,
    `<link rel="alternate" type="text/html" href="${text(address)}"/>`,
    `<category term="${text(record.item)}" label="${text(title.zh)}"/>`,
    `<summary>${text(summary)}</summary>`,
    `<x:organisation code="${text(code)}">${text(name)}</x:organisation>`,
    ...(shown.until === undefined ? [] : [`<x:shown-until>${text(shown.until)}</x:shown-until>`]),
    `</entry>`,
  ].join('')
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML has no place for most control characters, not even escaped. */
function text(value: string): string {
  return value.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '').replace(/[&<>"]/g, (one) => escapes[one]!)
}
