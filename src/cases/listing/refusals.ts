/** Why an organisation is not entered, or an entry not ended, in the words that are shown. */
import type { Day } from '../../codes/day.ts'
import { Refusal } from '../../refusal.ts'
import type { List } from '../../rulebook/book.ts'
import type { BasisNow } from '../store.ts'

const refusal = (code: string, zh: string, en: string) => new Refusal(code, { zh, en }, 409)
const named = (one: { subject: string; record: number }) => `${one.subject}/${one.record}`

export const ruleOutdated = (list: List) =>
  refusal(
    'rule-outdated',
    `“${list.zh}”的规则在立案之后已有变动，不能再依原条款列入；请终止本案，依现行规则重新提出。`,
    `The rules of “${list.en}” changed since the case was opened; end it and propose anew under those in force.`,
  )
export const provisional = refusal(
  'subject-provisional',
  '该主体尚未收到登记信息，不能列入名单。',
  'The organisation’s registration has not arrived; it is not entered on a list.',
)
export const soleProprietor = (list: List) =>
  refusal(
    'sole-proprietor-not-listed',
    `“${list.zh}”的规则没有写明适用于个体工商户，不能列入。`,
    `The rules of “${list.en}” name no article on sole proprietors; none is entered.`,
  )
export const otherChannel = (list: List) =>
  new Refusal(
    'list-other-channel',
    {
      zh: `“${list.zh}”由${list.authority.zh}认定，不由本单位认定。`,
      en: `“${list.en}” is determined by ${list.authority.en}, not by this body.`,
    },
    403,
  )
export const enteredAlready = (list: List, entry: { subject: string; record: number }) =>
  refusal(
    'listed-already',
    `该主体已在“${list.zh}”中（${named(entry)}）。`,
    `The organisation stands on “${list.en}” already (${named(entry)}).`,
  )
export const basisUnknown = new Refusal('case-basis', {
  zh: '所依据的记录中有不存在的；请核对编号。',
  en: 'One of the records that it rests on does not exist; check the numbers.',
})
export const basisOfAnother = (one: BasisNow) =>
  new Refusal('case-basis', {
    zh: `记录 ${named(one)} 不是该主体的，不得连带。`,
    en: `The record ${named(one)} is another organisation’s; nothing passes from one to another.`,
  })
export const basisMissing = (list: List) =>
  new Refusal('case-basis', {
    zh: `按“${list.zh}”的这一情形，须至少依据一条规则所列种类的现行记录。`,
    en: `By this criterion of “${list.en}” at least one standing record of the kinds in the rule is needed.`,
  })
export const basisGone = (one: BasisNow) =>
  refusal(
    'case-basis-gone',
    `所依据的记录 ${named(one)} 已撤回，不能再作为依据。`,
    `The record ${named(one)} is withdrawn.`,
  )
export const basisChanged = (one: BasisNow) =>
  refusal(
    'case-basis-changed',
    `所依据的记录 ${named(one)} 已由第 ${one.named} 版更正为第 ${one.version} 版；请终止本案，依现行内容重新提出。`,
    `The record ${named(one)} was corrected from version ${one.named} to ${one.version}; end the case and propose anew.`,
  )
export const basisNotShown = (one: BasisNow) =>
  refusal(
    'case-basis-over',
    `所依据的记录 ${named(one)} 已修复、停止或者期满，不能再作为依据。`,
    `The record ${named(one)} was repaired, stopped or is over; nothing rests on it any more.`,
  )
export const basisContested = (one: BasisNow) =>
  refusal(
    'case-basis-contested',
    `所依据的记录 ${named(one)} 有正在处理的异议，答复之后再办理。`,
    `An objection to the record ${named(one)} is being dealt with; go on when it is answered.`,
  )
export const movedOn = (version: number) =>
  refusal(
    'record-moved-on',
    `这条记录现为第 ${version} 版，与您所看到的不同；请看过后再办理，本次未做任何更改。`,
    `The record stands in version ${version}, not in the one you saw. Look at it first; nothing was changed.`,
  )
export const endedAlready = refusal('listing-over', '该列入已经期满或者移出。', 'The entry has ended already.')
export const noEarlyExit = refusal(
  'no-early-exit',
  '该名单的规则没有规定提前移出；期满自动移出，决定有误的可以撤销。',
  'The list’s rules know no earlier end: it ends with its term; where the decision was wrong, it is annulled.',
)
export const tooEarly = (list: List, earliest: Day) =>
  refusal(
    'too-early',
    `“${list.zh}”自 ${earliest} 起可以提前移出（${list.earlyExit!.article}）。`,
    `“${list.en}”: may end from ${earliest} on (${list.earlyExit!.article}).`,
  )
export const staysAlready = refusal('stay-stands', '已经停止公示。', 'Its publication is stopped already.')
export const contestedAlready = refusal('contest-stands', '已有复议或者诉讼标注。', 'A contest is noted already.')
export const nothingToEnd = refusal('nothing-to-end', '没有可以结束的标注或者停止公示。', 'There is nothing to end.')
