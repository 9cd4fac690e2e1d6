/** Words of lists, on the screen and in files. Where the console has its own beside them, they have marks and colours. */
import type { ChangeAct, ChangeKind } from '../access/change.ts'
import type { LedgerAct } from '../access/ledger.ts'
import type { Role } from '../terms/caller.ts'
import type { Language, Says } from '../terms/says.ts'
import type { CaseLine } from './schemas/cases.ts'
import type { SubmissionView, Verdict } from './schemas/submissions.ts'

export const verdictWords: Record<Verdict, Says> = {
  accepted: { zh: '接收', en: 'accepted' },
  'accepted-with-warnings': { zh: '接收（有提示）', en: 'accepted with warnings' },
  corrected: { zh: '更正后接收', en: 'corrected' },
  duplicate: { zh: '重复', en: 'duplicate' },
  waiting: { zh: '待人工处理', en: 'waiting for a person' },
  refused: { zh: '退回', en: 'refused' },
}

export const stateWords: Record<SubmissionView['state'], Says> = {
  held: { zh: '暂缓，待确认', en: 'held, to be confirmed' },
  waiting: { zh: '排队中', en: 'in the queue' },
  running: { zh: '处理中', en: 'being processed' },
  done: { zh: '已完成', en: 'done' },
  failed: { zh: '未能处理', en: 'could not be processed' },
  'taken-back': { zh: '已撤回', en: 'taken back' },
}

export const classWords: Record<'minor' | 'general' | 'serious', Says> = {
  minor: { zh: '轻微', en: 'minor' },
  general: { zh: '一般', en: 'general' },
  serious: { zh: '严重', en: 'serious' },
}

export const roleWords: Record<Role, Says> = {
  public: { zh: '公众', en: 'Public' },
  officer: { zh: '信源单位经办人', en: 'Officer of a source' },
  clerk: { zh: '窗口工作人员', en: 'Clerk at a window' },
  'credit-office': { zh: '信用主管部门', en: 'Credit office' },
  auditor: { zh: '审计员', en: 'Auditor' },
  administrator: { zh: '系统管理员', en: 'Administrator' },
  organisation: { zh: '信用主体', en: 'The organisation itself' },
}

/** What somebody did who stands in the ledger. */
export const actWords: Record<LedgerAct, Says> = {
  check: { zh: '信用核查', en: 'Check' },
  receipt: { zh: '查看回执', en: 'Receipt read' },
  file: { zh: '信用档案', en: 'Credit file' },
  'file-past': { zh: '过去的档案', en: 'Past file' },
  report: { zh: '信用报告', en: 'Report' },
  'report-past': { zh: '过去的报告', en: 'Past report' },
  'own-records': { zh: '本单位记录', en: 'Own records' },
  'own-space': { zh: '单位空间', en: 'Own space' },
  case: { zh: '案件', en: 'Case' },
  'case-paper': { zh: '案件文书', en: 'Paper of a case' },
  codes: { zh: '重错码', en: 'Codes' },
  holds: { zh: '标注与陈述', en: 'Marks and replies' },
  export: { zh: '导出列表', en: 'List exported' },
  ledger: { zh: '查阅台账', en: 'Ledger read' },
  'ledger-export': { zh: '导出台账', en: 'Ledger exported' },
}

/** As their tables say (`src/cases/procedures.ts`), which would bring every step along. */
export const procedureWords: { readonly [procedure: string]: Says } = {
  objection: { zh: '异议', en: 'objection' },
  repair: { zh: '信用修复', en: 'credit repair' },
  listing: { zh: '列入严重失信主体名单', en: 'entry on a list of serious offenders' },
  breach: { zh: '违反信用承诺的认定', en: 'finding that a commitment was broken' },
}

/** How the first clock of a case stands. */
export const caseStageWords: Record<CaseLine['stage'], Says> = {
  calm: { zh: '期限内', en: 'in time' },
  'two-thirds': { zh: '已过三分之二', en: 'two thirds gone' },
  'day-before': { zh: '下一工作日到期', en: 'due on the next working day' },
  'due-today': { zh: '今日到期', en: 'due today' },
  overdue: { zh: '已超期', en: 'overdue' },
  paused: { zh: '期限中止', en: 'stands still' },
  'not-determinable': { zh: '无法判断是否超期', en: 'lateness not determinable' },
}

export const changeKindWords: Record<ChangeKind, Says> = {
  person: { zh: '人员', en: 'person' },
  client: { zh: '接口客户端', en: 'client' },
  source: { zh: '信源单位', en: 'source' },
  representative: { zh: '信用主体的经办人', en: 'representative' },
}

export const changeActWords: Record<ChangeAct, Says> = {
  added: { zh: '添加', en: 'added' },
  changed: { zh: '更改', en: 'changed' },
  disabled: { zh: '停用', en: 'disabled' },
  enabled: { zh: '启用', en: 'enabled' },
  unlocked: { zh: '解除锁定', en: 'unlocked' },
  'password-given': { zh: '设置一次性密码', en: 'given a one-time password' },
  'password-chosen': { zh: '本人更改密码', en: 'chose another password' },
  'sessions-ended': { zh: '结束所有登录', en: 'all sign-ins ended' },
  'key-changed': { zh: '更换密钥', en: 'key changed' },
  invited: { zh: '邀请', en: 'invited' },
  'invitation-withdrawn': { zh: '撤回邀请', en: 'invitation withdrawn' },
  entered: { zh: '开通', en: 'account opened' },
  ended: { zh: '终止委托', en: 'delegation ended' },
}

/** Flags of a correction sheet. */
export const flagWords: Record<0 | 1 | 2, Says> = {
  0: { zh: '0 新赋码', en: '0 newly assigned' },
  1: { zh: '1 删除', en: '1 deleted' },
  2: { zh: '2 保持原码不变', en: '2 kept as it is' },
}

export const personStateWords = {
  active: { zh: '在用', en: 'may sign in' },
  disabled: { zh: '已停用', en: 'disabled' },
  locked: { zh: '因密码错误锁定', en: 'locked by wrong passwords' },
  'one-time': { zh: '尚未设置自己的密码', en: 'no password of their own yet' },
} as const satisfies Record<string, Says>

export const wordsOr = (words: { readonly [name: string]: Says }, name: string, language: Language): string =>
  Object.hasOwn(words, name) ? words[name]![language] : name

const wall = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** An instant on Shanghai's wall, as spreadsheets read it: 2026-06-15 10:00:00. */
export const onTheWall = (instant: string): string => wall.format(new Date(instant))

export const said = (words: readonly Says[], language: Language): string =>
  words.map((one) => one[language]).join(language === 'zh' ? '；' : '; ')
