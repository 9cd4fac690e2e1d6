/** What a verdict is called, and what it means for whoever sent the row. */
import type { SubmissionView, Verdict } from '../../src/http/schemas/submissions.ts'
import type { Says } from '../../src/terms/says.ts'

export const verdictWords: Record<Verdict, Says & { means: Says }> = {
  accepted: { zh: '接收', en: 'Accepted', means: { zh: '已入库', en: 'Kept as sent' } },
  'accepted-with-warnings': {
    zh: '接收（有提示）',
    en: 'Accepted with warnings',
    means: { zh: '已入库，请核对提示', en: 'Kept; please look at the warnings' },
  },
  corrected: {
    zh: '更正后接收',
    en: 'Corrected',
    means: { zh: '写法已规范或更新了原记录', en: 'Kept in its normal form, or as a newer version' },
  },
  duplicate: {
    zh: '重复',
    en: 'Duplicate',
    means: { zh: '已有相同记录，未再入库', en: 'Already held; not kept twice' },
  },
  waiting: { zh: '待人工处理', en: 'Waiting', means: { zh: '只有人能判断归属', en: 'Only a person can place it' } },
  refused: {
    zh: '退回',
    en: 'Refused',
    means: { zh: '未入库，请改正后再报', en: 'Not kept; correct it and send it again' },
  },
}

export const stateWords: Record<SubmissionView['state'], Says> = {
  held: { zh: '暂缓，待确认', en: 'Held, to be confirmed' },
  waiting: { zh: '排队中', en: 'In the queue' },
  running: { zh: '处理中', en: 'Being processed' },
  done: { zh: '已完成', en: 'Done' },
  failed: { zh: '未能处理', en: 'Could not be processed' },
  'taken-back': { zh: '已撤回', en: 'Taken back' },
}
