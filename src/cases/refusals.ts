/** How a case says no, in the words that are shown. */
import { Refusal } from '../refusal.ts'
import type { Case, CaseEvent } from './case.ts'
import { type Procedure, type Step, stepOf } from './procedure.ts'
import { procedures } from './procedures.ts'
import type { CaseName } from './store.ts'

export const basisMost = 50

export const personOut = new Refusal('person-out-of-scope', {
  zh: '自然人不是信用主体，不能就其提出或办理案件；请填写统一社会信用代码。',
  en: 'A natural person is no subject of this platform and of no case; give the code of an organisation.',
})
export const procedureUnknown = new Refusal('procedure-unknown', {
  zh: `没有这种程序；现有：${procedures.map(({ id, zh }) => `${id}（${zh}）`).join('、')}。`,
  en: `There is no such procedure; there are: ${procedures.map(({ id }) => id).join(', ')}.`,
})
export const notEntitled = new Refusal(
  'not-entitled',
  {
    zh: '关于记录的案件由报送单位所在地区的信用管理部门受理；列入名单等由认定单位自己的人员提出。',
    en: 'A case about a record is taken in by the credit office of its source’s region; a listing and the like are proposed by officers of the determining authority itself.',
  },
  403,
)
export const notAsAnother = new Refusal('case-field', {
  zh: '信用主体自己提出异议的，“提出者”应为信用主体。',
  en: 'An organisation that objects does so as itself, not as a party with an interest.',
})
export const noSuchRecord = new Refusal(
  'record-unknown',
  { zh: '没有这条现行的记录；请核对代码和编号。', en: 'No such record stands; check code and number.' },
  404,
)
export const recordMissing = ({ zh, en }: Procedure) =>
  new Refusal('case-record', {
    zh: `“${zh}”是关于一条记录的案件，请写明记录编号。`,
    en: `A case of ${en} is about one record: name it.`,
  })
export const recordNotAsked = ({ zh, en }: Procedure) =>
  new Refusal('case-record', {
    zh: `“${zh}”是关于组织的案件；所依据的记录请列在“basis”中。`,
    en: `A case of ${en} is about an organisation; the records that it rests on are named as its basis.`,
  })
export const tooMuchBasis = new Refusal('case-basis', {
  zh: `所依据的记录最多 ${basisMost} 条。`,
  en: `A case rests on at most ${basisMost} records.`,
})
export const noSuchOrganisation = new Refusal(
  'subject-unknown',
  { zh: '没有这个组织；请核对统一社会信用代码。', en: 'No such organisation is known; check the code.' },
  404,
)
export const noSuchCase = new Refusal(
  'case-unknown',
  { zh: '没有这个案件，或者不由本单位办理。', en: 'There is no such case, or it is not yours.' },
  404,
)
export const openAlready = (name: CaseName) =>
  new Refusal(
    'case-open',
    {
      zh: `这条记录已有正在办理的案件（${name.subject}/${name.case}），新的内容请在该案件中办理。`,
      en: `A case about this record is open (${name.subject}/${name.case}); go on there.`,
    },
    409,
  )
export const openingUnknown = (openings: readonly Step[]) =>
  new Refusal('case-step-unknown', {
    zh: `案件不能由这个步骤开始；可以：${openings.map(({ id, zh }) => `${id}（${zh}）`).join('、')}。`,
    en: `No case begins with this step; it begins with ${openings.map(({ id }) => id).join(' or ')}.`,
  })
export const stepUnknown = (procedure: Procedure, of: Case) => {
  const may = procedure.steps.filter((step) => step.from.includes(of.state))
  return new Refusal('case-step-unknown', {
    zh: `没有这个步骤；现在可办：${may.map(({ id, zh }) => `${id}（${zh}）`).join('、')}。`,
    en: `There is no such step; from here: ${may.map(({ id }) => id).join(', ')}.`,
  })
}
export function movedOn(procedure: Procedure, last: CaseEvent): Refusal {
  const step = stepOf(procedure, last.step)!
  return new Refusal(
    'case-moved-on',
    {
      zh: `${last.who} 刚刚已办理“${step.zh}”（第 ${last.n} 步）；请看过后再办理，本次未做任何更改。`,
      en: `${last.who} has just taken “${step.en}” (step ${last.n}). Look at it first; nothing was changed.`,
    },
    409,
  )
}

export const attachmentGone = new Refusal(
  'attachment-gone',
  {
    zh: '有附件已不在，或者不是由您为这家单位提交的；请重新选择文件。',
    en: 'A file is not there any more, or was not handed in by you for this organisation. Choose it again.',
  },
  409,
)
export const tooManyAttachments = new Refusal('attachments-too-many', {
  zh: '每次最多附 5 个文件。',
  en: 'At most 5 files come with a step.',
})
