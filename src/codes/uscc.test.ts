import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import '../../test/support/properties.ts'
import { parse } from 'yaml'
import { material } from '../../test/support/material.ts'
import { findCodes } from './find-codes.ts'
import {
  examineUscc,
  hasUsccForm,
  isValidUscc,
  normaliseCode,
  organisationCodeCheck,
  usccAlphabet,
  usccCheckCharacter,
} from './uscc.ts'
import { categoriesOf, pilotSeriesOf, standardCategories, standardPilotSeries } from './uscc-categories.ts'

const lines = (path: string) => readFileSync(path, 'utf8').trim().split(/\r?\n/)

/** Codes with both checks right, in every category of the table. */
const validCodes = fc
  .tuple(
    fc.constantFrom(...standardCategories.keys()),
    fc.integer({ min: 0, max: 999_999 }),
    fc.array(fc.constantFrom(...usccAlphabet), { minLength: 8, maxLength: 8 }),
  )
  .map(([category, area, body]) => {
    const organisation = body.join('')
    const first17 = category + String(area).padStart(6, '0') + organisation + organisationCodeCheck(organisation)
    return first17 + usccCheckCharacter(first17)
  })

test('the worked example of the standard has the check character Q', () => {
  assert.equal(usccCheckCharacter('91110108551385082'), 'Q')
  assert.equal(organisationCodeCheck('55138508'), '2')
  assert.ok(isValidUscc('91110108551385082Q'))
})

test('each of the 510 single misreadings of the worked example is detected', () => {
  const code = '91110108551385082Q'
  let misread = 0
  for (let i = 0; i < 17; i++) {
    for (const other of usccAlphabet) {
      if (other === code[i]) continue
      misread++
      assert.ok(!isValidUscc(code.slice(0, i) + other + code.slice(i + 1)))
    }
  }
  assert.equal(misread, 510)
})

test('a check of 31 folds to 0: such codes are valid and end in 0', () => {
  assert.ok(isValidUscc('531000005000160090'))
  assert.equal(usccCheckCharacter('53100000500016009'), '0')
})

test('what stands for "none" is no code, though its check character is right', () => {
  assert.ok(!isValidUscc('123456789012345678'))
  assert.ok(!isValidUscc('0'.repeat(18)))
  assert.equal(examineUscc('0'.repeat(18)).check, false)
  assert.equal(usccCheckCharacter('0'.repeat(17)), '0')
})

test('the organisation code inside counts V, which the code around it has not, and ends in X for 10', () => {
  assert.equal(organisationCodeCheck('10001686'), 'X')
  assert.equal(typeof organisationCodeCheck('VVVVVVVV'), 'string')
  assert.equal(usccCheckCharacter('9111010855138508V'), undefined)
})

test('a code made by the rule passes, and its neighbour in the last place does not', () => {
  fc.assert(
    fc.property(validCodes, fc.constantFrom(...usccAlphabet), (code, other) => {
      assert.ok(isValidUscc(code))
      assert.ok(hasUsccForm(code))
      const found = examineUscc(code)
      assert.deepEqual([found.form, found.check, found.innerCheck, found.warnings], [true, true, true, []])
      assert.equal(found.kind, standardCategories.get(code.slice(0, 2))?.kind)
      assert.equal(isValidUscc(code.slice(0, 17) + other), other === code[17])
    }),
  )
})

test('any one misread character is detected', () => {
  fc.assert(
    fc.property(validCodes, fc.nat(17), fc.constantFrom(...usccAlphabet), (code, place, other) => {
      fc.pre(code[place] !== other)
      assert.ok(!isValidUscc(code.slice(0, place) + other + code.slice(place + 1)))
    }),
  )
})

test('any text at all is answered, and never taken for a code without the form', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const found = examineUscc(text)
      assert.ok(!found.check || found.form)
      assert.ok(!isValidUscc(text) || /^[0-9A-Z]{2}\d{6}[0-9A-Z]{10}$/.test(text))
      for (const suggestion of found.suggestions) assert.ok(isValidUscc(suggestion))
    }),
  )
})

test('blanks, full-width and lower case are settled and said, the code is the same', () => {
  const wide = (code: string) => [...code].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('')
  fc.assert(
    fc.property(
      validCodes,
      fc.constantFrom(' ', '\t', '\u00A0', '\u3000', '\u200B', '\uFEFF'),
      fc.nat(18),
      (code, blank, at) => {
        const dirty = blank + wide(code.slice(0, at)) + blank + code.slice(at).toLowerCase() + blank
        assert.equal(normaliseCode(dirty).code, code)
        assert.equal(normaliseCode(dirty).changed, true)
        assert.deepEqual(examineUscc(dirty).warnings, ['code-normalised'])
        assert.equal(normaliseCode(code).changed, false)
      },
    ),
  )
})

test('I, O, S and Z are flagged with their places and repaired only as a suggestion', () => {
  const code = '91371626MA3N0LHN7H'
  const found = examineUscc('91371626MA3NOLHN7H')
  assert.equal(found.code, '91371626MA3NOLHN7H')
  assert.equal(found.check, false)
  assert.deepEqual(found.flags.lookAlikes, [13])
  assert.deepEqual(found.suggestions, [code])
})

test('a code misread in its look-alikes gets the right one among its suggestions', () => {
  const misread: Record<string, string> = { '0': 'O', '1': 'I', '5': 'S', '2': 'Z' }
  fc.assert(
    fc.property(validCodes, (code) => {
      const worse = code.replace(/[0152]/g, (c) => misread[c]!)
      fc.pre(worse !== code)
      assert.ok(!isValidUscc(worse))
      assert.deepEqual(examineUscc(worse).suggestions, [code])
    }),
  )
})

test('an unknown first pair and an unknown area only warn', () => {
  const unknownPair = 'E1110000551385082'
  const found = examineUscc(unknownPair + usccCheckCharacter(unknownPair))
  assert.deepEqual([found.check, found.kind, found.warnings], [true, undefined, ['code-category-unknown']])

  const area = examineUscc('913201921348831521', { isKnownRegion: (code) => code !== '320192' })
  assert.deepEqual([area.check, area.warnings], [true, ['code-region-unknown']])
})

test('a wrong check of the organisation code inside warns', () => {
  const first17 = '91110108551385083'
  const found = examineUscc(first17 + usccCheckCharacter(first17))
  assert.deepEqual([found.check, found.innerCheck, found.warnings], [true, false, ['code-inner-check']])
})

test('the pilot series is known by its pattern, and by another where one is handed in', () => {
  assert.deepEqual(examineUscc('91350203M0001QAY9B').warnings, ['code-check-pilot-series'])
  assert.deepEqual(examineUscc('91350203M0001QAY9B', { pilotSeries: [] }).warnings, [])
  assert.deepEqual(examineUscc('91360203M0001QAY9B').warnings, [])
})

test('the rule data and the table in code hold the same lines', () => {
  const values = (file: string) =>
    parse(readFileSync(new URL(`../../rules/national/codes/${file}`, import.meta.url), 'utf8')).versions.at(-1).values
  assert.deepEqual(categoriesOf(values('uscc-categories.yaml')), standardCategories)
  assert.deepEqual(pilotSeriesOf(values('uscc-pilot-series.yaml')), standardPilotSeries)
})

const edges = material('3-uscc/edge-codes.jsonl')
test('3-uscc: codes that were really issued are taken as labelled', {
  skip: !edges && 'material 3-uscc is absent',
}, () => {
  for (const line of lines(edges!)) {
    const { code, check } = JSON.parse(line) as { code: string; check: string }
    const found = examineUscc(code)
    assert.equal(found.check, check === 'pass', code)
    assert.equal(found.warnings.includes('code-check-pilot-series'), check !== 'pass', code)
    assert.ok(found.innerCheck && found.kind, code)
    assert.deepEqual(found.suggestions, [], code)
  }
})

const real = material('3-uscc/real-codes-python-stdnum.txt')
test('3-uscc: real codes pass without a word', { skip: !real && 'material 3-uscc is absent' }, () => {
  const codes = [
    ...lines(real!),
    ...['ofac-organisations.jsonl', 'gleif-cn-sample.jsonl'].flatMap((file) =>
      lines(material(`3-uscc/${file}`)!).map((line) => (JSON.parse(line) as { uscc: string }).uscc),
    ),
  ]
  assert.ok(codes.length > 100)
  for (const code of codes) {
    const { check, innerCheck, kind, warnings } = examineUscc(code)
    assert.deepEqual([check, innerCheck, typeof kind, warnings], [true, true, 'string', []], code)
  }
})

const mistyped = material('3-uscc/really-mistyped-codes.txt')
test('3-uscc: mistyped codes are caught', {
  skip: !mistyped && 'material 3-uscc is absent',
}, () => {
  for (const code of lines(mistyped!)) {
    const found = examineUscc(code)
    assert.ok(!found.check, code)
    assert.ok(!found.warnings.includes('code-check-pilot-series'), code)
  }
})

const cells = material('2-gov-sheets/identifier-strings.jsonl')
test('2-gov-sheets: every code is found in free text and nothing else', {
  skip: !cells && 'material 2-gov-sheets is absent',
}, () => {
  for (const line of lines(cells!)) {
    const { text, codes } = JSON.parse(line) as { text: string; codes: string[] }
    assert.deepEqual(
      findCodes(text).map((found) => found.code),
      codes,
      text,
    )
  }
})

test('codes in Chinese text are found at their place, also full-width; identity numbers are not', () => {
  const text = '当事人：某公司（统一社会信用代码９１１１０１０８５５１３８５０８２Ｑ），身份证号110101199003070011。'
  assert.deepEqual(findCodes(text), [{ code: '91110108551385082Q', start: 16, end: 34 }])
})
