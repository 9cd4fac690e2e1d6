/** What the steps of a breach do: ask whether the commitment stands unbroken, and write into its record what was found. */
import { dayInShanghai } from '../../codes/day.ts'
import { asCells, stateRow } from '../../intake/state-row.ts'
import { Refusal } from '../../refusal.ts'
import { itemOfVersion } from '../../rulebook/book.ts'
import { kindOf } from '../../subjects/subject.ts'
import type { Does, On } from '../effects.ts'
import { sourceOfCase } from '../store.ts'
import { kept } from './breach.ts'

/** Of the national template for commitments. */
const fields = {
  status: 'fulfillmentStatus',
  unperformed: 'unperformedContent',
  liability: 'breachContent',
  foundOn: 'determinationDate',
  foundBy: 'determinationUnit',
  foundByCode: 'determinationUnitCode',
} as const
const broken: readonly string[] = kept.map(({ zh }) => zh)

export const breachEffects: Record<'see-commitment' | 'find-breach', Does> = {
  async 'see-commitment'(_tx, _to, on) {
    const now = theCommitment(on)
    if (now.state !== 'stated') throw commitmentGone
    // Rights 2: what is public of a sole proprietor says nothing adverse of its owner.
    if (kindOf(now.subject) === 'sole-proprietor') throw soleProprietor
    if (broken.includes(String(now.content?.[fields.status] ?? ''))) throw brokenAlready
    return undefined
  },

  async 'find-breach'(tx, to, on, at) {
    const now = theCommitment(on)
    const item = itemOfVersion(to.rules.book, now.item, now.catalogue)
    const [found, notified, decided] = ['find', 'notify', 'decide'].map((id) => on.before?.taken.get(id)?.event)
    const source = await sourceOfCase(tx, on.file.source)
    if (item === undefined || !found || !notified || !decided || source === undefined) {
      throw new Error('A breach without its finding, notice, decision or authority.')
    }
    // Decided on one version, written into that one: what was corrected since is looked at again.
    if (decided.made?.record !== now.record || decided.made.version !== now.version) throw changedSince
    const stood = asCells(now.content ?? {})
    const stated = await stateRow(
      tx,
      to,
      {
        subject: now.subject,
        item,
        fields: {
          ...stood,
          [fields.status]: kept.find(({ value }) => value === found.fields.kept)!.zh,
          [fields.unperformed]: found.fields.unperformed!,
          [fields.liability]: notified.fields.liability!,
          [fields.foundOn]: dayInShanghai(decided.at),
          [fields.foundBy]: source.name,
          [fields.foundByCode]: source.code,
        },
        source: now.source,
        who: on.by.who,
        case: `${on.file.subject}/${on.file.case}`,
        replaces: { subject: now.subject, record: now.record, version: now.version },
      },
      at,
    )
    return { record: stated.record, version: stated.version }
  },
}

function theCommitment({ now }: On) {
  if (now === undefined || now.item !== 'commitment') throw noCommitment
  return now
}

const noCommitment = new Refusal('not-a-commitment', {
  zh: '违诺认定只能就一条信用承诺的记录提出。',
  en: 'A breach is found of the record of a commitment alone.',
})
const refusal = (code: string, zh: string, en: string) => new Refusal(code, { zh, en }, 409)
const commitmentGone = refusal('commitment-gone', '这条承诺已撤回。', 'The commitment is withdrawn.')
const soleProprietor = refusal(
  'sole-proprietor-not-found',
  '个体工商户的承诺记录公开可见，没有条款写明的，不记违诺。',
  'The commitment of a sole proprietor is public; without an article that names them no breach is entered.',
)
const brokenAlready = refusal('broken-already', '这条承诺已经认定违诺。', 'The commitment was found broken already.')
const changedSince = refusal(
  'record-changed-since',
  '承诺的记录在认定之后又有变动，不能据原认定记入；请终止本案，重新办理。',
  'The record changed after the decision; end the case and begin anew on what stands now.',
)
