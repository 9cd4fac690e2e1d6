import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checks, checksTable } from './checks.ts'
import { lintChecks } from './lint.ts'

test('docs/checks.md lists every check as the code has it', () => {
  const page = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8')
  assert.ok(page.includes(checksTable()), 'docs/checks.md is out of date: take the table from checksTable()')
})

test('an id is kebab-case, and what is mended is a warning', () => {
  for (const [id, check] of Object.entries(checks)) {
    assert.match(id, /^[a-z]+(?:-[a-z]+)*$/)
    if ('mends' in check) assert.equal(check.severity, 'warning', id)
  }
})

test('docs/checks.md lists what a rule pack is refused for', () => {
  const page = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8')
  for (const [id, [zh, en]] of Object.entries(lintChecks)) assert.ok(page.includes(`| \`${id}\` | ${zh} | ${en} |`), id)
})
