import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { around } from '../test/support/portal-samples.ts'
import type { Portal } from '../test/support/portal-server.ts'
import { builtPortal } from '../test/support/portal-server.ts'
import { buildWeb } from './build.ts'

const dist = (path: string) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url))

test('two that ask at once build once, nothing half-done is left, and what is up to date is not built again', async () => {
  const folder = await mkdtemp(join(tmpdir(), '信衡 build '))
  try {
    // The lock of a builder that was killed: no process has this number.
    await writeFile(join(folder, '.portal.lock'), '4194305')
    const both = await Promise.all([buildWeb(['portal'], folder), buildWeb(['portal'], folder)])
    assert.deepEqual(both.flatMap(({ built }) => built).sort(), ['fonts', 'portal'])
    assert.deepEqual((await readdir(folder)).sort(), ['.fonts.digest', '.portal.digest', 'fonts', 'portal'])
    assert.deepEqual(await buildWeb(['portal'], folder), { built: [] })

    const made = (await import(pathToFileURL(join(folder, 'portal/server.js')).href)) as Portal
    assert.match(made.render('error', { kind: 'not-found' }, around), /没有这一页/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('every slice that the style sheet of the font names is there, regular and bold, each range once a weight', async () => {
  const { assets } = await builtPortal()
  const css = await readFile(dist(assets.fontCss.slice(1)), 'utf8')
  const faces = css.match(/@font-face\{[^}]*\}/g) ?? []
  assert.ok(faces.length > 180)
  const seen = new Set<string>()
  for (const face of faces) {
    const file = /url\((\/fonts\/[^)]+)\)/.exec(face)?.[1] ?? ''
    assert.ok(existsSync(dist(file.slice(1))), file)
    const slice = `${/font-weight:(\d+)/.exec(face)?.[1]} ${/unicode-range:([^}]+)/.exec(face)?.[1]}`
    assert.ok(!seen.has(slice), slice)
    seen.add(slice)
  }
  for (const href of assets.preload) assert.ok(css.includes(href), href)
})

test('compressed forms hold the same bytes', async () => {
  const { assets } = await builtPortal()
  for (const address of [`portal${assets.portalCss}`, assets.fontCss.slice(1)]) {
    const plain = await readFile(dist(address))
    assert.deepEqual(brotliDecompressSync(await readFile(dist(`${address}.br`))), plain)
    assert.deepEqual(gunzipSync(await readFile(dist(`${address}.gz`))), plain)
  }
})

test('the style sheet carries the tokens and the typography that its source asks for', async () => {
  const { assets } = await builtPortal()
  const css = await readFile(dist(`portal${assets.portalCss}`), 'utf8')
  for (const word of ['--primary:', 'text-autospace:', 'hanging-punctuation:', 'tabular-nums', '@media print']) {
    assert.ok(css.includes(word), word)
  }
})
