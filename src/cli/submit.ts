/**
 * `xinheng submit`: a department's file, its verdicts in the same sitting. The
 * file goes the very way that the API and the console send it.
 */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isPassing } from '../database/passing.ts'
import type { Intake } from '../intake/intake.ts'
import type { Counts, LineView, SubmissionView } from '../intake/store.ts'
import { Refusal } from '../refusal.ts'
import { type ProfileName, profileNames } from '../rulebook/catalogue.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit } from './command.ts'
import { filled } from './filled.ts'
import { historicSaid, itemsSaid } from './help.ts'
import { layoutFromFile, settledWords, settleFromCommand } from './layouts.ts'
import { commandCaller, withWorks } from './open.ts'
import { findingLines, grouped, verdicts, verdictWords } from './words.ts'

export const submit: Command = {
  name: 'submit',
  about: {
    zh: '报送一个文件（CSV、XLSX、XLS、JSON 或网页表格），逐行给出结论',
    en: 'submit a file (CSV, XLSX, XLS, JSON or a table of a web page); a verdict for every row',
  },
  usage: 'FILE --item ITEM --source CODE',
  words: { least: 1, most: 1 },
  options: {
    item: {
      value: 'ITEM',
      isRequired: true,
      about: {
        zh: '目录项，见下',
        en: 'item of the catalogue, see below',
      },
    },
    source: { value: 'CODE', about: { zh: '信源单位代码', en: 'code of the reporting body' } },
    'dry-run': {
      about: {
        zh: '只预检，什么也不保存；不需要 --source',
        en: 'the same rules, and nothing is kept; needs no --source',
      },
    },
    'file-name': {
      value: 'NAME',
      about: { zh: '从标准输入（FILE 为 -）读取时的文件名', en: 'name of the file when FILE is - (standard input)' },
    },
    layout: {
      value: 'NAME|FILE.yaml',
      about: {
        zh: '单位自有表格的表样：名称、名称@版本，或一个 YAML 文件（正式报送时先设定为新版本）；不写则按表头自动选用',
        en: 'layout of the body’s own sheet: its name, name@version, or a YAML file (settled first, in a dry run only tried); without it one is found by the header',
      },
    },
    profile: {
      value: 'historic',
      choices: profileNames,
      about: {
        zh: '按历史数据口径：较早的决定可以缺少部分要素，记为要素不全（仅限有此口径的目录项，见下）',
        en: 'as historic data: older decisions may lack some fields and are incomplete then (items that have this profile, see below)',
      },
    },
    show: {
      value: 'N',
      takes: 'count',
      about: { zh: '列出前 N 条未通过的行（默认 10）', en: 'show the first N lines that did not go in (10)' },
    },
  },
  fromRules: (book, day) => [itemsSaid(book, day), ...historicSaid(book, day)],
  more: [
    {
      zh: '进度写在标准错误。文件一经确认（“已接收”）就不会丢：即使此命令或数据库中断，每一行也恰好入库一次；再次报送同一文件会接着处理。',
      en: 'Progress goes to standard error. Once a file is acknowledged nothing of it is lost: whatever breaks off, each row is there exactly once, and the same file sent again goes on from there.',
    },
    {
      zh: '退出码：0 全部入库（含提示、更正、重复）；1 有被拒绝或待人工确认的行，或文件不被接受；2 命令有误；3 平台故障。',
      en: 'Exit code: 0 every row is in (with warnings, corrected, duplicate too); 1 a row is refused or waits for a person, or the file is not taken; 2 not understood; 3 a fault of ours.',
    },
    {
      zh: '预检不涉及已存数据，所以不会报告重复，也不判断归属。',
      en: 'A dry run looks at nothing that is stored, so it tells neither duplicates nor to whom a row belongs.',
    },
  ],
  examples: [
    'xinheng submit 处罚.csv --item penalty --source 11990101000000001X',
    'xinheng submit 许可.xlsx --item permit --dry-run --json',
    'xinheng submit 历年许可.xlsx --item permit --source 11990101000000001X --profile historic',
  ],
  async run(given, desk) {
    const { preCheck, receiveSubmission } = await import('../intake/actions.ts')
    const [file] = given.words
    const item = given.must('item')
    const source = given.text('source')
    const isDry = given.flag('dry-run')
    if (source === undefined && !isDry) {
      throw new Refusal('source-missing', {
        zh: '请用 --source 说明信源单位代码，或加 --dry-run 只预检。信源单位见 xinheng sources。',
        en: 'Name the reporting body with --source, or add --dry-run. xinheng sources lists them.',
      })
    }
    const stated = given.text('layout')
    const inFile = stated !== undefined && /\.(?:ya?ml|json)$/i.test(stated)
    const layout = inFile ? await layoutFromFile(desk, stated) : undefined
    const input = await openInput(file!, given.text('file-name'), desk)
    return withWorks(desk, { name: 'submit', mayMake: false }, async (all) => {
      const { pool, intake: works } = all
      const intake: Intake = { ...works, isStopping: () => desk.stop.aborted || works.isStopping() }
      const by = commandCaller('officer', source ?? '')
      const named = inFile ? undefined : stated
      const profile = given.text('profile') as ProfileName | undefined
      const sent = { input: input.read(), fileName: input.name, item, source: source ?? '', by, layout: named, profile }
      const show = given.count('show', 10)
      if (isDry) {
        const view = await preCheck(intake, { ...sent, ...(layout ? { inline: layout } : {}) }, desk.now())
        const failing = view.rows.filter(hasFailed)
        if (desk.isJson) desk.voice.print(JSON.stringify(view))
        else tell(desk, { ...view, title: dryTitle(desk, view), failing: failing.slice(0, show) })
        return isAllIn(view.counts, view.findings) ? exit.done : exit.refused
      }

      if (layout) {
        const settled = await settleFromCommand(all, source!, layout, desk)
        desk.voice.say({ zh: settledWords(desk, settled), en: settledWords(desk, settled) })
        sent.layout = `${settled.layout.name}@${settled.version}`
      }
      const received = await receiveSubmission(intake, sent, desk.now(), () => {})
      acknowledge(desk, received)
      const view = await finish(intake, received, desk)
      const failing = await failingLines(pool, view, show)
      if (desk.isJson) desk.voice.print(JSON.stringify({ ...view, failing }))
      else tell(desk, { ...view, title: titleOf(desk, view), failing, findings: view.notes })
      if (view.state === 'failed') return exit.fault
      return view.state === 'done' && isAllIn(view.counts, view.notes) ? exit.done : exit.refused
    })
  },
}

type Input = { name: string; read(): AsyncGenerator<Buffer> }

/** Opened before the database is: a wrong path costs no start. */
async function openInput(file: string, named: string | undefined, desk: Desk): Promise<Input> {
  if (file === '-') return { name: named ?? 'stdin', read: () => counted(desk.input, undefined, desk) }
  const path = resolve(desk.cwd, file)
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error)
  })
  const { size, ...stat } = await handle.stat().then((found) => ({ size: found.size, isFolder: found.isDirectory() }))
  await handle.close()
  if (stat.isFolder) throw unreadable(file, { code: 'EISDIR' })
  return { name: named ?? basename(path), read: () => counted(createReadStream(path), size, desk) }
}

async function* counted(
  input: AsyncIterable<Buffer | string>,
  size: number | undefined,
  { voice, stop }: Desk,
): AsyncGenerator<Buffer> {
  let read = 0
  for await (const piece of input) {
    if (stop.aborted) throw brokenOff
    const bytes = Buffer.from(piece)
    read += bytes.length
    const mb = (read / 1_000_000).toFixed(1)
    const share = size ? ` ${Math.floor((read / size) * 100)} %` : ''
    voice.progress({ zh: `读取 ${mb} MB${share}`, en: `reading ${mb} MB${share}` })
    yield bytes
  }
}

function acknowledge({ voice }: Desk, view: SubmissionView): void {
  if (view.state === 'held') {
    voice.warn({
      zh: `已接收：报送第 ${view.id} 号，${grouped(view.linesTotal)} 行。与以往差别较大，暂缓入库：${(view.held ?? []).map(({ says }) => says.zh).join('')}确认无误：xinheng submissions confirm ${view.id} --reason 理由；有误则：xinheng submissions take-back ${view.id} --reason 理由。`,
      en: `Acknowledged as submission ${view.id}, ${grouped(view.linesTotal)} rows. It is unlike those before and is held: ${(view.held ?? []).map(({ says }) => says.en).join(' ')} If it is right: xinheng submissions confirm ${view.id} --reason TEXT; if not: xinheng submissions take-back ${view.id} --reason TEXT.`,
    })
  } else if (!view.isRepeat) {
    voice.say({
      zh: `已接收：报送第 ${view.id} 号，${grouped(view.linesTotal)} 行。`,
      en: `Acknowledged as submission ${view.id}, ${grouped(view.linesTotal)} rows.`,
    })
  } else if (view.state === 'done') {
    voice.say({
      zh: `同一文件已报送过（第 ${view.id} 号），没有再次入库；以下是当时的结果。`,
      en: `The very same file was submitted before, as no. ${view.id}; nothing is stored twice. This is what became of it.`,
    })
  } else {
    voice.say({
      zh: `同一文件已报送过（第 ${view.id} 号）而尚未处理完，现在接着处理。`,
      en: `The very same file was submitted before, as no. ${view.id}, and is not finished; going on with it.`,
    })
  }
}

const lookEveryMs = 250
/** A database that restarts is waited for this long. */
const patienceMs = 60_000

/** Runs the submission, or watches it where a server has it, to its end. */
export async function finish(intake: Intake, received: SubmissionView, desk: Desk): Promise<SubmissionView> {
  const { runOrFail } = await import('../intake/runner.ts')
  const { submission } = await import('../intake/store.ts')
  const { id } = received
  let view: SubmissionView = received
  const isEnded = () => view.state !== 'waiting' && view.state !== 'running'
  let awaySince: number | undefined
  while (!isEnded()) {
    let isOver = false
    const run = runOrFail(intake, id, (fault) => desk.voice.fault(fault, `submission ${id}`))
      .then(
        () => undefined,
        (fault: unknown) => fault,
      )
      .finally(() => {
        isOver = true
      })
    const look = async () => {
      view = (await submission(intake.pool, id, desk.now())) ?? view
      progress(desk, view)
    }
    while (!isOver) {
      await Promise.race([run, wait(lookEveryMs)])
      if (!isOver) await look().catch(() => {})
    }
    const fault = await run
    if (fault !== undefined) {
      if (!isPassing(fault)) throw fault
      awaySince ??= desk.now().getTime()
      if (desk.stop.aborted || desk.now().getTime() - awaySince > patienceMs) throw fault
    } else awaySince = undefined
    await look().catch(() => {})
    if (isEnded()) break
    if (desk.stop.aborted) {
      desk.voice.warn({
        zh: `已中断。第 ${id} 号报送已确认，完成 ${grouped(view.linesDone)} / ${grouped(view.linesTotal)} 行；服务器下次启动或再次报送同一文件时会接着处理。`,
        en: `Broken off. Submission ${id} is acknowledged, ${grouped(view.linesDone)} of ${grouped(view.linesTotal)} rows are done; it goes on when the server starts, or when the same file is sent again.`,
      })
      break
    }
    await wait(lookEveryMs)
  }
  return view
}

function progress({ voice }: Desk, view: SubmissionView): void {
  const { linesDone, linesTotal, counts, rowsPerSecond, remainingSeconds } = view
  const told = (language: 'zh' | 'en') =>
    verdicts
      .filter((verdict) => counts[verdict])
      .map((verdict) => `${verdictWords[verdict][language]} ${grouped(counts[verdict]!)}`)
      .join(language === 'zh' ? '，' : ', ')
  const rows = `${grouped(linesDone)}/${grouped(linesTotal)}`
  const speed = rowsPerSecond
    ? { zh: ` · ${grouped(rowsPerSecond)} 行/秒`, en: ` · ${grouped(rowsPerSecond)} rows/s` }
    : none
  const left = remainingSeconds ? { zh: ` · 剩余 ${remainingSeconds} 秒`, en: ` · ${remainingSeconds} s left` } : none
  voice.progress({
    zh: `${rows} 行${speed.zh}${left.zh} · ${told('zh')}`,
    en: `${rows} rows${speed.en}${left.en} · ${told('en')}`,
  })
}

const none = { zh: '', en: '' }

const hasFailed = (line: LineView): boolean => line.verdict === 'refused' || line.verdict === 'waiting'

/** Every row went in, and the file was read to its end. */
export const isAllIn = (counts: Counts, notes: readonly Finding[]): boolean =>
  !counts.refused && !counts.waiting && notes.every((note) => note.severity !== 'error')

/** The first lines that were refused or wait, in the order of the file. */
export async function failingLines(
  pool: Intake['pool'],
  { id, counts }: Pick<SubmissionView, 'id' | 'counts'>,
  limit: number,
): Promise<LineView[]> {
  if (limit === 0) return []
  const { submissionLines } = await import('../intake/store-lists.ts')
  // What is counted nowhere is not looked for: that would be a walk through all lines.
  const both = await Promise.all(
    (['refused', 'waiting'] as const)
      .filter((verdict) => counts[verdict])
      .map((verdict) =>
        filled(limit, (after, limit) => submissionLines(pool, { submission: id, verdict, after, limit })),
      ),
  )
  return both
    .flatMap(({ rows }) => rows)
    .sort((a, b) => a.line - b.line)
    .slice(0, limit)
}

function dryTitle({ voice }: Desk, view: { fileName: string; profile?: ProfileName }): string {
  const dry = voice.words({ zh: '预检（什么也没有保存）', en: 'dry run (nothing was kept)' })
  return `${dry}  ${plain(view.fileName)}${profileSaid(voice, view)}`
}

const profileSaid = (voice: Desk['voice'], { profile }: { profile?: ProfileName }): string =>
  profile === undefined ? '' : `  ${voice.words({ zh: '（历史数据口径）', en: '(historic profile)' })}`

export function titleOf({ voice }: Desk, view: SubmissionView): string {
  const number = voice.words({ zh: `报送第 ${view.id} 号`, en: `submission ${view.id}` })
  const from = `${view.source} ${plain(view.sourceName)}`
  return `${number}  ${plain(view.fileName)}  ${view.item}${profileSaid(voice, view)}  ${from}`
}

export type Told = {
  title: string
  linesTotal: number
  counts: Counts
  late?: number
  lateUnknown?: number
  held?: readonly { says: Says }[]
  /** About the file as a whole. */
  findings: readonly Finding[]
  failing: readonly LineView[]
  rowsPerSecond?: number
  failure?: { zh: string; en: string }
}

/** Counts, then the first lines that did not go in, each with what would be accepted. */
export function tell({ voice }: Desk, told: Told): void {
  const { counts, rowsPerSecond } = told
  const lines = [told.title]
  const speed = rowsPerSecond ? ` · ${grouped(rowsPerSecond)} ${voice.words({ zh: '行/秒', en: 'rows/s' })}` : ''
  lines.push(`${voice.words({ zh: '行数', en: 'rows' })} ${grouped(told.linesTotal)}${speed}`)
  lines.push(
    inColumns(
      verdicts
        .filter((verdict) => counts[verdict])
        .map((verdict) => [voice.words(verdictWords[verdict]), grouped(counts[verdict]!)]),
      '  ',
    ),
  )
  for (const { says } of told.held ?? [])
    lines.push(`  ${voice.words({ zh: '暂缓：', en: 'held: ' })}${voice.words(says)}`)
  if (told.late) {
    const many = grouped(told.late)
    lines.push(`  ${voice.words({ zh: `逾期报送 ${many} 行`, en: `${many} rows stated after their deadline` })}`)
  }
  if (told.lateUnknown) {
    const many = grouped(told.lateUnknown)
    lines.push(
      `  ${voice.words({ zh: `${many} 行是否逾期无法判断（该年工作日历未载入）`, en: `${many} rows of which that cannot be told: the calendar of a year is not loaded` })}`,
    )
  }
  if (told.failure) lines.push(`! ${voice.words(told.failure)}`)
  for (const note of told.findings) lines.push(...findingLines(voice, note).map((line) => `  ${line}`))
  if (told.failing.length > 0) {
    const all = (counts.refused ?? 0) + (counts.waiting ?? 0)
    const shown = told.failing.length
    lines.push(
      '',
      voice.words({
        zh: `未入库的行（${grouped(all)} 行中的前 ${shown} 行）：`,
        en: `Lines that did not go in (the first ${shown} of ${grouped(all)}):`,
      }),
    )
    for (const line of told.failing) lines.push(...lineLines(voice, line))
  }
  voice.print(lines.filter((line, i) => line !== '' || i > 0).join('\n'))
}

export function lineLines(voice: Desk['voice'], line: LineView): string[] {
  const record = line.record === undefined ? '' : `  ${line.subject}/${line.record}`
  const row = line.row ?? line.line
  const sheet = line.sheet === undefined ? undefined : plain(line.sheet)
  const number = voice.words({
    zh: `${sheet ? `“${sheet}”` : ''}第 ${row} 行`,
    en: `${sheet ? `"${sheet}" ` : ''}line ${row}`,
  })
  const lines = [`${number}  ${voice.words(verdictWords[line.verdict])}${record}`]
  // What keeps the row out comes first.
  const findings = line.findings.toSorted((a, b) => rankOf(a) - rankOf(b))
  for (const finding of findings) lines.push(...findingLines(voice, finding).map((one) => `    ${one}`))
  return lines
}

const rankOf = (finding: Finding): number => (finding.severity === 'error' ? 0 : 1)

const brokenOff = new Refusal('broken-off', {
  zh: '已中断，文件尚未确认，什么也没有保存；请重新报送。',
  en: 'Broken off before the file was acknowledged: nothing was kept, send it again.',
})

function unreadable(file: string, error: { code?: string }): Refusal {
  const why = {
    ENOENT: { zh: '没有这个文件', en: 'there is no such file' },
    EISDIR: { zh: '这是一个文件夹', en: 'it is a folder' },
    EACCES: { zh: '没有读取权限', en: 'you may not read it' },
  }[error.code ?? ''] ?? { zh: `无法读取（${error.code}）`, en: `it cannot be read (${error.code})` }
  return new Refusal('file-not-readable', { zh: `${file}：${why.zh}。`, en: `${file}: ${why.en}.` })
}
