import assert from 'node:assert/strict'
import { test } from 'node:test'
import { colours, cssVariables, edgeOnGround, textOnGround } from './tokens.ts'

test('text holds 4.5:1 against every ground it is written on', () => {
  for (const [text, ground] of textOnGround) {
    const ratio = contrast(colours[text], colours[ground])
    assert.ok(ratio >= 4.5, `${text} on ${ground} has ${ratio.toFixed(2)}:1`)
  }
})

test('edges of controls and focus rings hold 3:1', () => {
  for (const [edge, ground] of edgeOnGround) {
    const ratio = contrast(colours[edge], colours[ground])
    assert.ok(ratio >= 3, `${edge} on ${ground} has ${ratio.toFixed(2)}:1`)
  }
})

test('contrast is counted as WCAG counts it', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21)
  assert.ok(Math.abs(contrast('#777777', '#ffffff') - 4.48) < 0.01)
})

test('custom properties carry the names of the tokens', () => {
  assert.match(cssVariables(), /--ink-soft: #4c5763;/)
  assert.equal(cssVariables().split('\n').length, Object.keys(colours).length)
})

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
