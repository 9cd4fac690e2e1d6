/** `xinheng waiting`: "who is this?" Rows that wait for somebody to say whose they are. */
import type { AgainstView } from '../intake/against.ts'
import type { RowName } from '../intake/settle-waiting.ts'
import type { Decided, WaitingView, WhoDecisionView } from '../intake/who.ts'
import { Refusal } from '../refusal.ts'
import type { Suggesting } from '../subjects/suggest.ts'
import type { Works } from '../wiring.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit, type Given, NotUnderstood, type Option } from './command.ts'
import { filled } from './filled.ts'
import { commandCaller, withWorks } from './open.ts'
import { inShanghai } from './words.ts'

const source: Option = { value: 'CODE', isRequired: true, about: { zh: '信源单位代码', en: 'code of the source' } }
const reason: Option = {
  value: 'TEXT',
  isRequired: true,
  about: { zh: '理由（与决定一起保存）', en: 'why; kept with the decision' },
}
const afterRow: Option = { value: 'ROW', about: { zh: '从这一行之后列起', en: 'from behind this row on' } }
const rowSaid = {
  zh: '行写作 报送号.行号，如 12.5；见 xinheng waiting。',
  en: 'A row is SUBMISSION.LINE, such as 12.5; xinheng waiting lists them.',
}

export const waiting: Command = {
  name: 'waiting',
  about: { zh: '这是谁：等待确认归属的行，及可能的主体', en: 'who is this? Rows that wait, and who could be meant' },
  usage: '--source CODE',
  words: { least: 0, most: 0 },
  options: {
    source,
    after: afterRow,
    limit: { value: 'N', takes: 'count', about: { zh: '最多列出 N 行（默认 20）', en: 'at most N rows (20)' } },
  },
  more: [
    {
      zh: '得分只排先后，不是决定；名称相同不等于同一主体，拿不准的不要确认。',
      en: 'A score orders and decides nothing. One name is not one organisation: where in doubt, leave it.',
    },
  ],
  examples: ['xinheng waiting --source 11990101000000001X', 'xinheng waiting --source 11990101000000001X --json'],
  async run(given, desk) {
    return withSource(desk, given, async ({ intake }, suggesting, sourceRegion) => {
      const { whoWaits } = await import('../intake/who.ts')
      const ask = { source: given.must('source'), regionOf: () => sourceRegion, behind: behindOf(given) }
      const { rows, next, open } = await filled(limitOf(given), (after, limit) =>
        whoWaits(intake, suggesting, { ...ask, after, limit }),
      )
      if (desk.isJson) for (const row of rows) desk.voice.print(JSON.stringify(row))
      else for (const row of rows) desk.voice.print(rowLines(desk, row).join('\n'))
      if (rows.length === 0) {
        desk.voice.say({ zh: '没有等待确认的行。', en: 'No row waits for somebody to say whose it is.' })
      } else {
        const more = next === undefined ? '' : ` --after ${wordOf(rows.at(-1)!)}`
        desk.voice.say({
          zh: `等待确认共 ${open} 行。${more ? `继续：${more.trim()}` : ''}`,
          en: `${open} rows wait.${more ? ` Go on with${more}` : ''}`,
        })
      }
      return exit.done
    })
  },
}

export const waitingAccept: Command = {
  name: 'waiting accept',
  about: { zh: '确认一行属于谁，立即入库', en: 'say whose a row is; it is placed at once' },
  usage: 'ROW CODE --source CODE --reason TEXT',
  words: { least: 2, most: 2 },
  options: { source, reason },
  more: [rowSaid],
  examples: ['xinheng waiting accept 12.5 91990101000000100X --source 11990101000000001X --reason 已电话核实'],
  run: (given, desk) => decide(given, desk, given.words[1]),
}

export const waitingReject: Command = {
  name: 'waiting reject',
  about: {
    zh: '都不是：该行不属于任何登记在册的主体，不入库',
    en: 'none of these: the row is nobody’s in the register',
  },
  usage: 'ROW --source CODE --reason TEXT',
  words: { least: 1, most: 1 },
  options: { source, reason },
  more: [rowSaid],
  examples: ['xinheng waiting reject 12.5 --source 11990101000000001X --reason 外省单位'],
  run: (given, desk) => decide(given, desk),
}

export const waitingAgree: Command = {
  name: 'waiting agree',
  about: {
    zh: '一并确认名称、地区和第二标识都一致的行',
    en: 'accept the rows whose name, region and second identifier agree',
  },
  usage: '--source CODE --reason TEXT',
  words: { least: 0, most: 0 },
  options: {
    source,
    reason,
    limit: { value: 'N', takes: 'count', about: { zh: '最多看 N 行（默认 20）', en: 'of at most N rows (20)' } },
  },
  examples: ['xinheng waiting agree --source 11990101000000001X --reason 三项一致'],
  async run(given, desk) {
    return withSource(desk, given, async ({ intake }, suggesting, sourceRegion) => {
      const { acceptAgreeing, whoWaits } = await import('../intake/who.ts')
      const ask = { source: given.must('source'), sourceRegion }
      const { rows } = await filled(limitOf(given), (after, limit) =>
        whoWaits(intake, suggesting, { source: ask.source, regionOf: () => sourceRegion, after, limit }),
      )
      const agreeing = rows
        .filter((row) => row.candidates[0]?.agreesInAll)
        .map(({ submission, line }) => ({ submission, line }))
      if (agreeing.length === 0) {
        desk.voice.say({ zh: '没有三项都一致的行。', en: 'There is no row in which all three agree.' })
        if (desk.isJson) desk.voice.print(JSON.stringify({ placed: [], closed: 0, refused: [] }))
        return exit.done
      }
      const all = { ...ask, rows: agreeing, reason: given.must('reason'), by: commandCaller('officer', ask.source) }
      return tell(desk, await acceptAgreeing(intake, suggesting, all, desk.now()))
    })
  },
}

export const waitingDecisions: Command = {
  name: 'waiting decisions',
  about: { zh: '归属确认记录', en: 'what was decided about rows that waited' },
  usage: '--source CODE',
  words: { least: 0, most: 0 },
  options: {
    source,
    limit: { value: 'N', takes: 'count', about: { zh: '最多列出 N 条（默认 20）', en: 'at most N (20)' } },
  },
  examples: ['xinheng waiting decisions --source 11990101000000001X'],
  async run(given, desk) {
    return withWorks(desk, { name: 'waiting', mayMake: false }, async ({ pool }) => {
      const { whoDecisions } = await import('../intake/who.ts')
      const { rows } = await whoDecisions(pool, { source: given.must('source'), limit: limitOf(given) })
      if (desk.isJson) for (const row of rows) desk.voice.print(JSON.stringify(row))
      else if (rows.length === 0) desk.voice.say({ zh: '还没有确认过。', en: 'Nothing was decided yet.' })
      else desk.voice.print(inColumns(rows.map((row) => decisionCells(desk, row))))
      return exit.done
    })
  },
}

export const waitingReopen: Command = {
  name: 'waiting reopen',
  about: {
    zh: '撤回一行的归属确认：由它入库的记录立即消失，该行重新等待',
    en: 'take a decision back: what it placed is gone at once, and the row waits again',
  },
  usage: 'ROW --source CODE --reason TEXT',
  words: { least: 1, most: 1 },
  options: { source, reason },
  more: [rowSaid],
  examples: ['xinheng waiting reopen 12.5 --source 11990101000000001X --reason 选错了主体'],
  async run(given, desk) {
    const row = rowIn(given.words[0]!)
    return withSource(desk, given, async ({ intake }, _suggesting, sourceRegion) => {
      const { reopenRow } = await import('../intake/who.ts')
      const code = given.must('source')
      const ask = {
        ...row,
        source: code,
        sourceRegion,
        reason: given.must('reason'),
        by: commandCaller('officer', code),
      }
      await reopenRow(intake, ask, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify({ ...row, decided: 'reopened' }))
      else desk.voice.print(`${row.submission}.${row.line}  ${desk.voice.words(decidedWords.reopened)}`)
      return exit.done
    })
  },
}

export const waitingStanding: Command = {
  name: 'waiting standing',
  about: {
    zh: '与已有记录冲突而等待的行，及两者的不同之处',
    en: 'rows that wait because of a record that stands, and where the two differ',
  },
  usage: '--source CODE',
  words: { least: 0, most: 0 },
  options: {
    source,
    reason: {
      value: 'R',
      about: { zh: '只列一种原因，如 class-raised', en: 'of one reason only, such as class-raised' },
    },
    after: afterRow,
    limit: { value: 'N', takes: 'count', about: { zh: '最多列出 N 行（默认 20）', en: 'at most N rows (20)' } },
  },
  examples: ['xinheng waiting standing --source 11990101000000001X'],
  async run(given, desk) {
    return withWorks(desk, { name: 'waiting', mayMake: false }, async ({ intake }) => {
      const { waitsAgainst } = await import('../intake/against.ts')
      const code = given.must('source')
      const by = commandCaller('officer', code)
      const ask = { source: code, reason: given.text('reason'), behind: behindOf(given), by }
      const { rows, next } = await filled(limitOf(given), (after, limit) =>
        waitsAgainst(intake, { ...ask, after, limit }, desk.now()),
      )
      if (desk.isJson) for (const row of rows) desk.voice.print(JSON.stringify(row))
      else if (rows.length === 0) desk.voice.say({ zh: '没有这样等待的行。', en: 'No row waits like that.' })
      else for (const row of rows) desk.voice.print(againstLines(desk, row).join('\n'))
      if (next !== undefined) {
        const more = `--after ${wordOf(rows.at(-1)!)}`
        desk.voice.say({ zh: `后面还有。继续：${more}`, en: `There are more. Go on with ${more}` })
      }
      return exit.done
    })
  },
}

function againstLines({ voice }: Desk, row: AgainstView): string[] {
  const { stands } = row
  return [
    [`${row.submission}.${row.line}`, row.reason, plain(row.statedName), row.statedCode, plain(row.document ?? '')]
      .filter(Boolean)
      .join('  '),
    `  ${voice.words(row.says)}`,
    ...(stands ? [`  → ${stands.subject}/${stands.record}@${stands.version}  ${stands.state}`] : []),
    ...row.differs.map(
      (one) => `    ${voice.words(one.field)}：${plain(one.standing) || '—'} → ${plain(one.row) || '—'}`,
    ),
  ]
}

export const waitingSettle: Command = {
  name: 'waiting settle',
  about: {
    zh: '确认以哪一个为准：take 以该行为准，keep 保留已有记录；可用 waiting reopen 撤回',
    en: 'say which is to stand: take the row, or keep what stands; waiting reopen takes it back',
  },
  usage: 'ROW take|keep --source CODE --reason TEXT',
  words: { least: 2, most: 2 },
  options: {
    source,
    reason,
    instead: {
      value: 'RECORD',
      about: {
        zh: '看过的已有记录，写作 代码/记录号@版本，见 xinheng waiting standing',
        en: 'what stood when you looked: CODE/RECORD@VERSION, as waiting standing shows it',
      },
    },
    document: { value: 'TEXT', about: { zh: '所依据的文书号', en: 'the document on which it is done' } },
  },
  more: [rowSaid],
  examples: [
    'xinheng waiting settle 12.5 keep --source 11990101000000001X --reason 已核对原件',
    'xinheng waiting settle 12.5 take --instead 91990101000000100X/1025@1 --document 示复〔2026〕3号 --source 11990101000000001X --reason 复议决定',
  ],
  async run(given, desk) {
    const row = rowIn(given.words[0]!)
    const how = given.words[1]
    if (how !== 'take' && how !== 'keep') throw new NotUnderstood(takeOrKeep)
    const stated = given.text('instead')
    const [, subject, record, version] = /^([0-9A-Z]{1,32})\/(\d{1,15})@(\d{1,9})$/.exec(stated ?? '') ?? []
    if (stated !== undefined && subject === undefined) throw new NotUnderstood(takeOrKeep)
    return withSource(desk, given, async ({ intake }, _suggesting, sourceRegion) => {
      const { settleAgainst } = await import('../intake/against.ts')
      const code = given.must('source')
      const settled = await settleAgainst(
        intake,
        {
          ...row,
          source: code,
          sourceRegion,
          takes: how === 'take',
          ...(subject === undefined ? {} : { instead: { subject, record: Number(record), version: Number(version) } }),
          document: given.text('document'),
          reason: given.must('reason'),
          by: commandCaller('officer', code),
        },
        desk.now(),
      )
      if (desk.isJson) desk.voice.print(JSON.stringify({ ...row, verdict: 'refused', ...settled }))
      else if (settled)
        desk.voice.print(`${row.submission}.${row.line}  ✓ ${settled.subject}/${settled.record}  ${settled.verdict}`)
      else
        desk.voice.print(
          `${row.submission}.${row.line}  ${desk.voice.words({ zh: '保留已有记录', en: 'what stood stays' })}`,
        )
      return exit.done
    })
  },
}

const takeOrKeep = {
  zh: '请写 take 或 keep；--instead 写作 代码/记录号@版本。',
  en: 'Say take or keep; --instead is CODE/RECORD@VERSION.',
}

async function decide(given: Given, desk: Desk, code?: string): Promise<number> {
  const row = rowIn(given.words[0]!)
  return withSource(desk, given, async ({ intake }, suggesting, sourceRegion) => {
    const { decideWho } = await import('../intake/who.ts')
    const stated = given.must('source')
    const ask = {
      source: stated,
      sourceRegion,
      choices: [{ ...row, ...(code === undefined ? {} : { code }) }],
      reason: given.must('reason'),
      by: commandCaller('officer', stated),
    }
    return tell(desk, await decideWho(intake, suggesting, ask, desk.now()))
  })
}

async function withSource(
  desk: Desk,
  given: Given,
  work: (works: Works, suggesting: Suggesting, sourceRegion: string) => Promise<number>,
): Promise<number> {
  return withWorks(desk, { name: 'waiting', mayMake: false }, async (works) => {
    const { openSuggesting } = await import('../subjects/suggest.ts')
    const { placesOfBook } = await import('../rulebook/codes-of-book.ts')
    const { sources } = await import('../access/store.ts')
    const found = (await sources(works.pool)).find(({ code }) => code === given.must('source'))
    if (!found) throw noSource(given.must('source'))
    return work(works, await openSuggesting(works.pool, placesOfBook(works.book)), found.region)
  })
}

const limitOf = (given: Given): number => Math.min(Math.max(given.count('limit', 20), 1), 1000)

function behindOf(given: Given): RowName | undefined {
  const after = given.text('after')
  return after === undefined ? undefined : rowIn(after)
}

const wordOf = ({ submission, line }: RowName): string => `${submission}.${line}`

function rowIn(word: string): RowName {
  const [, submission, line] = /^(\d{1,15})[./](\d{1,9})$/.exec(word.normalize('NFKC')) ?? []
  if (submission === undefined) {
    throw new NotUnderstood({
      zh: `“${plain(word).slice(0, 40)}”：${rowSaid.zh}`,
      en: `"${plain(word).slice(0, 40)}": ${rowSaid.en}`,
    })
  }
  return { submission: Number(submission), line: Number(line) }
}

function rowLines({ voice }: Desk, row: WaitingView): string[] {
  const head = [`${row.submission}.${row.line}`, voice.words(row.item), plain(row.statedName), plain(row.statedCode)]
  return [
    head.filter(Boolean).join('  '),
    `  ${voice.words(row.says)}`,
    ...(row.fields.length > 0
      ? [
          inColumns(
            row.fields.map(({ label, value }) => [voice.words(label), plain(value)]),
            '    ',
          ),
        ]
      : []),
    ...(row.candidates.length > 0
      ? [
          inColumns(
            row.candidates.map((one) => [
              one.code,
              plain(one.name),
              plain(one.regionName),
              one.score.toFixed(2),
              voice.words(readsWords[one.reads]!),
              one.agreesInAll ? voice.words({ zh: '三项一致', en: 'all three agree' }) : '',
            ]),
            '  → ',
          ),
        ]
      : [`  ${voice.words({ zh: '登记信息中没有相近的主体', en: 'nobody in the register is like this' })}`]),
  ]
}

const readsWords: Record<string, { zh: string; en: string }> = {
  certain: { zh: '名称一致', en: 'same name' },
  likely: { zh: '很像', en: 'likely' },
  possible: { zh: '可能', en: 'possible' },
}

const decidedWords = {
  placed: { zh: '归到', en: 'placed with' },
  none: { zh: '都不是', en: 'none of these' },
  reopened: { zh: '撤回了确认，重新等待', en: 'taken back; it waits again' },
}

const decisionCells = ({ voice }: Desk, row: WhoDecisionView): string[] => [
  `${row.submission}.${row.line}`,
  plain(row.statedName || row.statedCode),
  voice.words(decidedWords[row.decided]),
  row.subject === undefined ? '' : `${row.subject} ${plain(row.name ?? '')}`,
  inShanghai(row.at),
  row.who,
  plain(row.reason),
  row.stands ? '' : voice.words({ zh: '（其后又有决定）', en: '(decided anew since)' }),
]

function tell(desk: Desk, decided: Decided): number {
  const { voice } = desk
  if (desk.isJson) voice.print(JSON.stringify(decided))
  else {
    for (const one of decided.placed) {
      const record = one.record === undefined ? '' : `/${one.record}`
      voice.print(`${one.submission}.${one.line}  ✓ ${one.subject}${record}  ${one.verdict}`)
    }
    if (decided.closed > 0) voice.print(`✓ ${voice.words(decidedWords.none)} ${decided.closed}`)
    for (const one of decided.refused) voice.print(`${one.submission}.${one.line}  ✗ ${voice.words(one.says)}`)
  }
  return decided.refused.length > 0 ? exit.refused : exit.done
}

const noSource = (code: string) =>
  new Refusal('source-unknown', {
    zh: `没有代码为“${plain(code).slice(0, 40)}”的来源单位；见 xinheng sources。`,
    en: `No source has the code ${plain(code).slice(0, 40)}; xinheng sources lists them.`,
  })
