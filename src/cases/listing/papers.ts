/** What the papers of a listing say beside the table of what was filled in. Official, and in Chinese. Pure. */
import type { DocumentKind, PaperWords } from '../procedure.ts'

const article = ({ topic }: PaperWords): string => (topic ? `依据${topic.article}` : '依法')
const list = ({ topic }: PaperWords): string => (topic ? `“${topic.zh}”` : '严重失信主体名单')

export const notice: DocumentKind = {
  series: 'listing-notice',
  zh: '拟列入严重失信主体名单事先告知书',
  en: 'Notice before an entry on a list',
  word: '列告',
  to: 'organisation',
  paragraphs: (words) => [
    `经查，你单位有以下情形：${words.said('propose', 'facts') || words.said('reopen', 'reason')}`,
    `${article(words)}，拟将你单位列入${list(words)}。理由：${words.said('notify', 'reasons')}`,
    `列入后依法采取的措施：${words.said('notify', 'measures')}`,
    '你单位有权陈述、申辩，可以提交书面意见和材料，也可以书面放弃。自本告知书送达之次日起算，期限以送达后记明的为准。逾期未提出的，不视为承认；我单位仍将复核，并由另一人作出决定。',
    '你单位对所依据的记录有异议的，可以向信用管理部门提出异议；异议处理期间不作出列入决定。陈述、申辩和异议均不收取费用，不因此加重处理。',
  ],
}

export const decision: DocumentKind = {
  series: 'listing-decision',
  zh: '列入严重失信主体名单决定书',
  en: 'Decision to enter on a list',
  word: '列决',
  to: 'organisation',
  paragraphs: (words) => [
    `${article(words)}，决定将你单位列入${list(words)}。`,
    `事实：${words.said('propose', 'facts') || words.said('reopen', 'reason')}`,
    `理由：${words.said('decide', 'reason')}`,
    `对陈述、申辩的复核意见：${words.said('review', 'opinion')}`,
    `移出条件和程序：${words.said('decide', 'removal')}`,
    `救济途径：${words.said('decide', 'remedy')}`,
    '本决定与信用修复告知书一并送达，自送达之时起列入；列入期满自动移出，无须申请。',
  ],
}

export const otherwise: DocumentKind = {
  series: 'listing-otherwise',
  zh: '不予列入严重失信主体名单决定书',
  en: 'Decision against an entry',
  word: '列否',
  to: 'organisation',
  paragraphs: (words) => [
    `对拟将你单位列入${list(words)}一案，经复核，决定：${words.said('decide-otherwise', 'outcome')}。`,
    `理由：${words.said('decide-otherwise', 'reason')}`,
    ...(words.said('decide-otherwise', 'conditions') === ''
      ? []
      : [
          `条件或者承诺事项：${words.said('decide-otherwise', 'conditions')}考察至${words.said('decide-otherwise', 'watchedUntil')}。未履行的，须重新告知、听取陈述申辩后另行决定。`,
        ]),
    '本决定不公示，不产生任何限制。',
  ],
}

export const repairNotice: DocumentKind = {
  series: 'repair-notice',
  zh: '信用修复告知书',
  en: 'Notice of repair',
  word: '修告',
  to: 'organisation',
  paragraphs: (words) => [
    `你单位被列入${list(words)}。${words.said('decide', 'removal')}`,
    `修复的条件、材料和办理途径：${words.said('repair-notice', 'how')}`,
    '申请信用修复不收取费用，不以付费报告、培训为条件。修复后，本平台的全部输出即时停止公示和共享，并通知已获取的单位。',
  ],
}

export const exit: DocumentKind = {
  series: 'listing-exit',
  zh: '移出严重失信主体名单决定书',
  en: 'Decision to end an entry',
  word: '列出',
  to: 'organisation',
  paragraphs: (words) => [
    `你单位申请提前移出${list(words)}，经核查符合规定，决定予以移出。理由：${words.said('release', 'reason')}`,
    '自本决定作出之时起，本平台的全部输出停止公示和共享，据此采取的措施同时解除。',
  ],
}
