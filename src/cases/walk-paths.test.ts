/** The walk finds what is wrong with a table, and nothing wrong with ours. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objection } from './objection/objection.ts'
import type { Procedure, Step } from './procedure.ts'
import { procedures } from './procedures.ts'
import { walkPaths } from './walk-paths.ts'

test('every procedure there is: each state is reached and left, nothing adverse goes round its steps, silence worsens nothing', () => {
  for (const procedure of procedures) assert.deepEqual(walkPaths(procedure), [], procedure.id)
})

const about = { zh: '说明', en: 'about' }
const step = (id: string, from: string[], to: string, more: Partial<Step> = {}): Step => ({
  id,
  zh: id,
  en: id,
  about,
  from,
  to,
  by: ['office'],
  fields: [],
  ...more,
})
const says = { zh: '提醒', en: 'reminds' }
const reminds = { turn: 'office' as const, silence: { kind: 'reminds' as const, says } }

/** As a listing will be: notice, defence, a second person. */
const listing: Procedure = {
  id: 'listing',
  version: '1',
  zh: '列入',
  en: 'listing',
  states: [
    { id: 'proposed', zh: '拟', en: 'proposed', open: reminds },
    { id: 'told', zh: '已告知', en: 'told', open: reminds },
    { id: 'listed', zh: '已列入', en: 'listed' },
    { id: 'dropped', zh: '不列入', en: 'dropped' },
  ],
  steps: [
    step('propose', ['before'], 'proposed', { opens: true }),
    step('serve', ['proposed'], 'told'),
    step('waive', ['told'], 'told', { by: ['organisation'] }),
    step('decide', ['told'], 'listed', {
      notBy: ['propose'],
      after: ['serve'],
      waits: { clock: 'defence', waivedBy: ['waive'] },
      effects: ['list'],
    }),
    step('drop', ['proposed', 'told'], 'dropped'),
  ],
  clocks: [
    {
      id: 'defence',
      zh: '陈述',
      en: 'defence',
      deadline: 'x',
      whose: 'organisation',
      starts: ['serve'],
      ends: ['decide', 'drop'],
      leastDays: 3,
    },
  ],
  guards: { list: { steps: ['propose', 'serve'], persons: 2, clocks: ['defence'], waivedBy: ['waive'] } },
}
const changed = (id: string, more: Partial<Step>): Procedure => ({
  ...listing,
  steps: listing.steps.map((one) => (one.id === id ? { ...one, ...more } : one)),
})

test('a listing with notice, defence and a second person is sound', () => {
  assert.deepEqual(walkPaths(listing), [])
})

const broken: [why: string, table: Procedure, says: RegExp][] = [
  ['one person alone decides', changed('decide', { notBy: [] }), /list by 1 person: propose > serve/],
  ['the defence is not waited for', changed('decide', { waits: undefined }), /list before defence is over/],
  [
    'a way round the notice',
    changed('decide', { from: ['proposed', 'told'], after: [], waits: undefined }),
    /list without serve: propose > decide/,
  ],
  ['time itself lists', changed('decide', { by: ['time'] }), /silence brings list: decide/],
  [
    'silence ends by a step that lists',
    {
      ...changed('decide', { by: ['time'] }),
      states: listing.states.map((state) =>
        state.id === 'told'
          ? { ...state, open: { turn: 'office', silence: { kind: 'ends', step: 'decide', says } } }
          : state,
      ),
    },
    /silence in told worsens: decide/,
  ],
  ['an adverse effect without a guard', { ...listing, guards: {} }, /list is adverse and has no guard/],
  [
    'a guard of one person',
    { ...listing, guards: { list: { steps: ['serve'], persons: 1 } } },
    /asks for one person alone/,
  ],
  [
    'a state nobody comes to',
    { ...listing, states: [...listing.states, { id: 'limbo', zh: '无', en: 'limbo' }] },
    /the state limbo is never reached/,
  ],
  [
    'an open state without a way out',
    {
      ...changed('drop', { from: ['told'] }),
      states: [...listing.states, { id: 'stuck', zh: '困', en: 'stuck', open: reminds }],
      steps: [...listing.steps, step('park', ['proposed'], 'stuck')],
    },
    /the open state stuck has no way out/,
  ],
  [
    'a guarded clock that could be of no length',
    { ...listing, clocks: listing.clocks.map(({ leastDays: _, ...clock }) => clock) },
    /the guarded clock defence has no least length/,
  ],
  [
    'a guard on what nobody is asked to say',
    { ...listing, guards: { list: { ...listing.guards.list!, says: [{ step: 'decide', field: 'remedy' }] } } },
    /a guard asks for remedy of decide, which is not there/,
  ],
  [
    'a clock whose first day anybody may choose',
    { ...listing, clocks: listing.clocks.map((clock) => ({ ...clock, startsOn: { serve: 'servedOn' } })) },
    /starts on servedOn of serve, which is not dated by it/,
  ],
  ['a step that can never be taken', changed('serve', { after: ['decide'] }), /the step serve can never be taken/],
  ['a step that leads nowhere', changed('drop', { to: 'nowhere' }), /drop leads to nowhere, which is not there/],
  [
    'a value of the deciding field that leads nowhere',
    changed('drop', {
      to: { field: 'how', to: { a: 'dropped' } },
      fields: [
        {
          id: 'how',
          zh: '如何',
          en: 'how',
          type: 'choice',
          choices: [
            { value: 'a', zh: '甲', en: 'a' },
            { value: 'b', zh: '乙', en: 'b' },
          ],
        },
      ],
    }),
    /step drop leads nowhere with b/,
  ],
  ['a step that is not there is asked for', changed('decide', { after: ['hearing'] }), /decide names the step hearing/],
  [
    'a case that reopens straight into the decision',
    {
      ...listing,
      steps: [...listing.steps, step('again', ['dropped'], 'told', { opens: true })],
    },
    /^$/,
  ],
]
for (const [why, table, expected] of broken.slice(0, -1)) {
  test(`refused: ${why}`, () => assert.match(walkPaths(table).join('\n'), expected))
}

test('what was done before a case was opened again does not count afterwards', () => {
  // Straight to where the decision waits: the notice of before is no notice, so the decision cannot be taken.
  const again = broken.at(-1)![1]
  assert.deepEqual(walkPaths(again), [])
  const careless: Procedure = {
    ...again,
    steps: again.steps.map((one) => (one.id === 'decide' ? { ...one, after: [], waits: undefined } : one)),
  }
  assert.match(walkPaths(careless).join('\n'), /list without propose: .*again > decide/)
})

test('an objection is not upheld by who verified it, nor without anybody verifying it', () => {
  const careless = {
    ...objection,
    steps: objection.steps.map((one) => (one.id === 'answer-upheld' ? { ...one, notBy: [] } : one)),
  }
  assert.match(walkPaths(careless).join('\n'), /uphold by 1 person/)
  const blind = {
    ...objection,
    steps: objection.steps.map((one) =>
      one.id === 'answer-upheld' ? { ...one, after: [], from: ['received', 'found-right'] } : one,
    ),
  }
  assert.match(walkPaths(blind).join('\n'), /uphold without verify: receive > answer-upheld/)
})
