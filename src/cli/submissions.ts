/** `xinheng submissions`: what was submitted, and what became of each line. */
import { once } from 'node:events'
import { extname, resolve } from 'node:path'
import type { Pool } from '../database/connect.ts'
import type { LineView, SubmissionView, Verdict } from '../intake/store.ts'
import { Refusal } from '../refusal.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit, type Given, NotUnderstood, type Option } from './command.ts'
import { commandCaller, withDatabase, withWorks } from './open.ts'
import { failingLines, finish, isAllIn, lineLines, tell, titleOf } from './submit.ts'
import { openTarget } from './target.ts'
import { grouped, inShanghai, stateWords, verdicts, verdictWords } from './words.ts'

export const submissionsCommand: Command = {
  name: 'submissions',
  about: { zh: '查看报送记录与逐行结论', en: 'what was submitted, and the verdict of each line' },
  usage: '[ID]',
  words: { least: 0, most: 1 },
  options: {
    lines: {
      about: { zh: '列出该次报送中有结论说明的行', en: 'the lines of one submission that have something to say' },
    },
    verdict: {
      value: 'V',
      choices: verdicts,
      about: { zh: `只列一种结论：${verdicts.join('、')}`, en: `lines of one verdict: ${verdicts.join(', ')}` },
    },
    out: {
      value: 'FILE',
      about: {
        zh: '取回该次报送的文件，问题已标注：.xlsx 或 .csv；- 为标准输出',
        en: 'the file of one submission back, with what was found marked in it: .xlsx or .csv; - is standard output',
      },
    },
    format: {
      value: 'xlsx|csv',
      choices: ['xlsx', 'csv'],
      about: { zh: '取回文件的格式，缺省由文件名决定', en: 'of that file; else its name tells' },
    },
    force: { about: { zh: '覆盖已有文件', en: 'write over a file that is there' } },
    source: { value: 'CODE', about: { zh: '只列一个信源单位的报送', en: 'submissions of one source only' } },
    limit: {
      value: 'N',
      takes: 'count',
      about: { zh: '最多列出 N 条（默认 20；逐行时为全部）', en: 'at most N (20; of lines, all)' },
    },
  },
  more: [
    {
      zh: '加 --json 时：列表为每行一个 JSON（NDJSON），--lines 也是；单次报送为一个 JSON 文档。',
      en: 'With --json a list is one JSON a line (NDJSON), so is --lines; one submission is one JSON document.',
    },
    {
      zh: '取回的文件与报送时的表、行、顺序相同；不予保存的内容（个人的行、目录以外的列）为空。改正后原样再报即可：已入库的行会被识别，只有改正的行入库。超过 100,000 行时，XLSX 只含需要处理的行及其原行号。',
      en: 'The file has the sheets, rows and order it came with; what is not kept (rows of persons, columns the catalogue does not know) is empty. Mend it and send it again as it is: rows already in are recognised, only the mended go in. Above 100,000 rows the XLSX has only the rows that need work, with their lines.',
    },
  ],
  examples: [
    'xinheng submissions',
    'xinheng submissions 12 --out 退回.xlsx',
    'xinheng submissions 12 --lines --verdict refused',
    'xinheng submissions 12 --lines --json > 12.ndjson',
  ],
  async run(given, desk) {
    const id = given.words[0]
    const { submission } = await import('../intake/store.ts')
    const { submissions } = await import('../intake/store-lists.ts')
    if (id !== undefined && !/^\d{1,15}$/.test(id)) throw noSuch(id)
    const out = given.text('out')
    if (out !== undefined) return giveBack(given, desk, id, out)
    return withDatabase(desk, { name: 'submissions', mayMake: false }, async ({ pool }) => {
      if (id === undefined) {
        const source = given.text('source')
        const limit = given.count('limit', 20)
        const { rows } = await submissions(pool, { ...(source ? { sources: [source] } : {}), limit }, desk.now())
        if (desk.isJson) for (const row of rows) desk.voice.print(JSON.stringify(row))
        else list(desk, rows)
        return exit.done
      }
      const view = await submission(pool, Number(id), desk.now())
      if (!view) throw noSuch(id)
      const verdict = given.text('verdict') as Verdict | undefined
      if (given.flag('lines') || verdict !== undefined) {
        let left = given.count('limit', Number.MAX_SAFE_INTEGER)
        for await (const line of allLines(pool, view.id, verdict)) {
          if (left-- <= 0) break
          desk.voice.print(desk.isJson ? JSON.stringify(line) : lineLines(desk.voice, line).join('\n'))
        }
        return exit.done
      }
      const failing = await failingLines(pool, view, given.count('limit', 10))
      if (desk.isJson) desk.voice.print(JSON.stringify({ ...view, failing }))
      else
        tell(desk, {
          ...view,
          title: `${titleOf(desk, view)}  ${desk.voice.words(stateWords[view.state]!)}`,
          failing,
          findings: view.notes,
        })
      return view.state === 'done' && !isAllIn(view.counts, view.notes) ? exit.refused : exit.done
    })
  },
}

/** Writes the file of a submission back, whole or not at all. */
async function giveBack(given: Given, desk: Desk, id: string | undefined, out: string): Promise<number> {
  const { returnedFile } = await import('../intake/returned.ts')
  if (id === undefined) throw new NotUnderstood(whichOne)
  const format = given.text('format') ?? extname(out).slice(1).toLowerCase()
  if (format !== 'xlsx' && format !== 'csv') throw new NotUnderstood(formatUntold)
  const path = out === '-' ? undefined : resolve(desk.cwd, out)
  const target = path === undefined ? undefined : await openTarget(path, given.flag('force'))
  try {
    return await withWorks(desk, { name: 'submissions', mayMake: false }, async ({ intake }) => {
      const language = desk.voice.language ?? 'zh'
      const file = await returnedFile(intake, Number(id), { format, language })
      if (!file) throw noSuch(id)
      if (!target || path === undefined) {
        for await (const piece of file.bytes) {
          if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
        }
        return exit.done
      }
      const bytes = await target.keep(file.bytes)
      if (desk.isJson) desk.voice.print(JSON.stringify({ submission: Number(id), file: path, format, bytes }))
      else {
        const says = { zh: `第 ${id} 号报送的文件已写入`, en: `the file of submission ${id} written to` }
        desk.voice.print(`${desk.voice.words(says)} ${path} (${grouped(bytes)} B)`)
      }
      return exit.done
    })
  } finally {
    await target?.discard()
  }
}

const whichOne = {
  zh: '请写明报送编号：xinheng submissions 12 --out FILE。',
  en: 'Name the submission: xinheng submissions 12 --out FILE.',
}
const formatUntold = {
  zh: '看不出格式：文件名请以 .xlsx 或 .csv 结尾，或用 --format xlsx。',
  en: 'The format is not told: end the name of the file in .xlsx or .csv, or give --format xlsx.',
}

async function* allLines(pool: Pool, id: number, verdict: Verdict | undefined): AsyncGenerator<LineView> {
  const { submissionLines } = await import('../intake/store-lists.ts')
  let after: string | undefined
  do {
    const { rows, next } = await submissionLines(pool, { submission: id, verdict, after, limit: 1000 })
    yield* rows
    after = next
  } while (after !== undefined)
}

function list({ voice }: Desk, rows: readonly SubmissionView[]): void {
  if (rows.length === 0) {
    voice.say({ zh: '还没有报送。', en: 'Nothing was submitted yet.' })
    return
  }
  const head = [
    { zh: '号', en: 'no.' },
    { zh: '时间', en: 'at' },
    { zh: '状态', en: 'state' },
    { zh: '行数', en: 'rows' },
    { zh: '目录项', en: 'item' },
    { zh: '信源单位', en: 'source' },
    { zh: '文件', en: 'file' },
    { zh: '未入库', en: 'not in' },
  ].map((says) => voice.words(says))
  const cells = rows.map((row) => [
    String(row.id),
    inShanghai(row.at),
    voice.words(stateWords[row.state]!),
    row.state === 'done' ? grouped(row.linesTotal) : `${grouped(row.linesDone)}/${grouped(row.linesTotal)}`,
    row.item,
    plain(row.sourceName),
    plain(row.fileName),
    (['refused', 'waiting'] as const)
      .filter((verdict) => row.counts[verdict])
      .map((verdict) => `${voice.words(verdictWords[verdict])} ${grouped(row.counts[verdict]!)}`)
      .join(', '),
  ])
  voice.print(inColumns([head, ...cells]))
}

const noSuch = (id: string) =>
  new Refusal('submission-unknown', {
    zh: `没有第 ${plain(id)} 号报送。全部见 xinheng submissions。`,
    en: `There is no submission ${plain(id)}. xinheng submissions lists them.`,
  })

const reason: Option = {
  value: 'TEXT',
  isRequired: true,
  about: { zh: '理由（记入存证）', en: 'why; it becomes evidence' },
}

export const submissionsConfirm: Command = {
  name: 'submissions confirm',
  about: {
    zh: '确认一份因与以往差别较大而暂缓的报送，并处理完',
    en: 'confirm a submission that is held for being unlike those before, and place it',
  },
  usage: 'ID --reason TEXT',
  words: { least: 1, most: 1 },
  options: { reason },
  examples: ['xinheng submissions confirm 12 --reason 年底集中报送，数量属实'],
  async run(given, desk) {
    const id = idOf(given)
    return withWorks(desk, { name: 'submissions', mayMake: false }, async ({ intake: works, pool }) => {
      const { confirmHeld } = await import('../intake/hold.ts')
      const intake = { ...works, isStopping: () => desk.stop.aborted || works.isStopping() }
      const ask = { submission: id, reason: given.must('reason'), by: commandCaller('officer', '') }
      const view = await finish(intake, await confirmHeld(intake, ask, desk.now(), () => {}), desk)
      const failing = await failingLines(pool, view, 10)
      if (desk.isJson) desk.voice.print(JSON.stringify({ ...view, failing }))
      else tell(desk, { ...view, held: [], title: titleOf(desk, view), failing, findings: view.notes })
      return view.state === 'done' && isAllIn(view.counts, view.notes) ? exit.done : exit.refused
    })
  },
}

export const submissionsTakeBack: Command = {
  name: 'submissions take-back',
  about: {
    zh: '撤回一份暂缓的报送：没有任何一行入库，筛后副本删除',
    en: 'take back a submission that is held: not a row was placed, and its copy goes',
  },
  usage: 'ID --reason TEXT',
  words: { least: 1, most: 1 },
  options: { reason },
  examples: ['xinheng submissions take-back 12 --reason 选错了文件'],
  async run(given, desk) {
    const id = idOf(given)
    return withWorks(desk, { name: 'submissions', mayMake: false }, async ({ intake }) => {
      const { takeBack } = await import('../intake/hold.ts')
      const ask = { submission: id, reason: given.must('reason'), by: commandCaller('officer', '') }
      const view = await takeBack(intake, ask, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify(view))
      else desk.voice.print(`${titleOf(desk, view)}  ${desk.voice.words(stateWords[view.state]!)}`)
      return exit.done
    })
  },
}

function idOf(given: Given): number {
  const id = given.words[0]!
  if (!/^\d{1,15}$/.test(id)) throw noSuch(id)
  return Number(id)
}
