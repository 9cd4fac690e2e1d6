/** Our writer of pages against React's own, on every page there is and on whatever may stand in one. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { createElement, Fragment, type ReactNode, useState } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { loadRules } from '../../src/rulebook/load.ts'
import { around, samplePages } from '../../test/support/portal-samples.ts'
import { builtPortal, type Portal } from '../../test/support/portal-server.ts'
import { markupOf } from './markup.ts'

const rulesFolder = (path: string) => fileURLToPath(new URL(`../../rules/${path}`, import.meta.url))
let portal: Portal
before(async () => {
  portal = await builtPortal()
})

/** React arranges the tags of a head, and some attributes of forms; which stand there is the same. */
const inOneOrder = (html: string): string =>
  html
    .replace(/<head>(.*?)<\/head>/s, (_, head: string) =>
      head
        .split(/(?<=>)(?=<)/)
        .sort()
        .join(''),
    )
    .replace(
      /<([\w-]+)((?: [\w:-]+="[^"]*")+)(\/?)>/g,
      (_, tag: string, attributes: string, end: string) =>
        `<${tag} ${[...attributes.matchAll(/[\w:-]+="[^"]*"/g)].sort().join(' ')}${end}>`,
    )

test('every page is written as React would write it', () => {
  const samples = samplePages(
    portal.rulesProps(loadRules([rulesFolder('national'), rulesFolder('local/demo')]), '2026-11-21'),
  )
  for (const [name, [page, props, address]] of Object.entries(samples)) {
    for (const language of ['zh', 'en'] as const) {
      const document = portal.documentOf(page, props as never, { ...around, language, address }) as ReactNode
      const html = portal.render(page, props as never, { ...around, language, address })
      assert.equal(
        inOneOrder(html),
        inOneOrder(`<!doctype html>${renderToStaticMarkup(document)}`),
        `${name} in ${language}`,
      )
    }
  }
})

test('whatever text, number or list stands in an element, it is written as React would', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('<', '&amp;', `"'><script>`, ']]>', '\u0000', '\ud800'),
  )
  const attributes = fc.record(
    {
      className: anyText, title: anyText, id: anyText, 'aria-label': anyText, 'data-a': fc.oneof(anyText, fc.boolean()), hidden: fc.boolean(),
      tabIndex: fc.integer(), lang: anyText, 'aria-hidden': fc.boolean(), spellCheck: fc.boolean(), role: anyText,
    },
    { requiredKeys: [] },
  ) // biome-ignore format: a list is read across
  const { tree } = fc.letrec<{ tree: ReactNode }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      anyText,
      fc.integer(),
      fc.constantFrom(null, undefined, true, false, 0, ''),
      fc
        .tuple(fc.constantFrom('p', 'div', 'svg', 'li'), attributes, fc.array(tie('tree'), { maxLength: 3 }))
        .map(([tag, props, children]) => createElement(tag, props, ...children)),
      fc.array(tie('tree'), { maxLength: 2 }).map((children) => createElement(Fragment, null, ...children)),
    ),
  }))
  fc.assert(
    fc.property(tree, (node) => assert.equal(markupOf(node), renderToStaticMarkup(node))),
    { numRuns: 500 },
  )
})

test('forms: what is chosen, ticked and filled in', () => {
  const option = (value: string) => createElement('option', { value, key: value }, value)
  for (const node of [
    createElement('select', { name: 'a', defaultValue: 'c' }, ['b', 'c'].map(option)),
    createElement('select', { name: 'a' }, createElement('option', null, 'b')),
    createElement('input', { type: 'checkbox', defaultChecked: true, required: true, maxLength: 3 }),
    createElement('textarea', { defaultValue: '<b>' }),
  ]) {
    assert.equal(inOneOrder(markupOf(node)), inOneOrder(renderToStaticMarkup(node)))
  }
})

function Counting() {
  return createElement('p', null, useState(1)[0])
}

test('what the portal has no use for fails, and is not left out', () => {
  assert.throws(() => markupOf(createElement(Counting)))
  assert.throws(() => markupOf({} as ReactNode), /no element/)
  assert.throws(() => markupOf(createElement('p', { style: { color: 'red' } })), /style is no text/)
})
