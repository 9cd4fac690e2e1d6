/** `xinheng subjects`: what anyone may see of an organisation, and codes issued with a wrong check. */
import { hasUsccForm, normaliseCode } from '../codes/uscc.ts'
import type { CreditFile } from '../records/credit-file.ts'
import { Refusal } from '../refusal.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit } from './command.ts'
import { commandCaller, withWorks } from './open.ts'

export const subjects: Command = {
  name: 'subjects',
  about: { zh: '按代码或名称查找主体（公开信息）', en: 'find organisations by code or name, as anyone may' },
  usage: 'CODE|NAME',
  words: { least: 1, most: 1 },
  options: {
    limit: { value: 'N', takes: 'count', about: { zh: '最多列出 N 个（默认 20）', en: 'at most N (20)' } },
  },
  more: [
    {
      zh: '只显示公众可以看到的内容；个体工商户只能按代码查找。非公开信息请用 check 或 report，须说明理由。',
      en: 'Only what the public sees; sole proprietors by their code alone. For what is not public there are check and report, with a reason.',
    },
  ],
  examples: ['xinheng subjects 云杉', 'xinheng subjects 91990101000000100X --json'],
  async run(given, desk) {
    const [query] = given.words
    return withWorks(desk, { name: 'subjects', mayMake: false }, async ({ reading }) => {
      const { publicFile } = await import('../records/credit-file.ts')
      const { searchSubjects } = await import('../subjects/search.ts')
      const { code } = normaliseCode(query!)
      if (hasUsccForm(code)) {
        const file = await publicFile(reading, code, desk.now())
        if (!file) throw unknown(query!)
        desk.voice.print(desk.isJson ? JSON.stringify(file) : inWords(desk, file))
        return exit.done
      }
      const { rows, next } = await searchSubjects(reading, { query: query!, limit: given.count('limit', 20) })
      if (desk.isJson) for (const row of rows) desk.voice.print(JSON.stringify(row))
      else if (rows.length > 0) {
        const cells = rows.map((row) => [
          row.code,
          plain(row.name),
          plain(row.matchedFormerName ?? ''),
          row.status,
          row.regionName,
        ])
        desk.voice.print(inColumns(cells))
      }
      if (rows.length === 0) throw unknown(query!)
      if (next !== undefined)
        desk.voice.say({
          zh: '还有更多，请写得更具体或加大 --limit。',
          en: 'There are more: ask for more of the name, or raise --limit.',
        })
      return exit.done
    })
  },
}

export const subjectsOverride: Command = {
  name: 'subjects override',
  about: {
    zh: '确认一个校验码不符但确系登记机关所发的代码',
    en: 'confirm a code that was really issued with a wrong check character',
  },
  usage: 'CODE --basis TEXT --reason TEXT',
  words: { least: 1, most: 1 },
  options: {
    basis: {
      value: 'TEXT',
      isRequired: true,
      about: { zh: '依据：登记机关的文件及文号', en: 'the basis: the registry’s document and its number' },
    },
    reason: { value: 'TEXT', isRequired: true, about: { zh: '理由', en: 'the reason' } },
  },
  more: [
    {
      zh: '以信用管理部门的身份确认，写入存证。校验码正确或书写有误的代码不予确认。确认后，此前待确认的行可以放在另一个文件中再次报送（内容完全相同的文件会被认作同一次报送）。',
      en: 'Confirmed as the credit office, and written into the evidence log. A code whose check is right, or that is mistyped, is not confirmed. Rows that waited for it can then be sent again, in another file (the very same file would be known as the same submission).',
    },
  ],
  examples: ['xinheng subjects override 919901010000001000 --basis 示市监函〔2026〕3号 --reason 营业执照确系此代码'],
  async run(given, desk) {
    const { overrideCode } = await import('../subjects/override.ts')
    return withWorks(desk, { name: 'override', mayMake: false }, async ({ intake }) => {
      const ask = { code: given.words[0]!, basis: given.must('basis'), reason: given.must('reason') }
      const done = await overrideCode(intake, { ...ask, by: commandCaller('credit-office') }, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify(done))
      else {
        const says = {
          zh: `已确认 ${done.code}（存证条目 ${done.entry}）。待确认的行现在可以再次报送。`,
          en: `Confirmed ${done.code} (entry ${done.entry}). Rows that waited for it can be sent again.`,
        }
        desk.voice.print(desk.voice.words(says))
      }
      return exit.done
    })
  },
}

function inWords({ voice }: Desk, file: CreditFile): string {
  const head = [
    [voice.words({ zh: '名称', en: 'name' }), file.name],
    ...(file.formerNames.length > 0
      ? [[voice.words({ zh: '曾用名称', en: 'former names' }), file.formerNames.join('；')]]
      : []),
    [voice.words({ zh: '状态', en: 'status' }), file.status],
    [voice.words({ zh: '地区', en: 'region' }), `${file.region} ${file.regionName}`],
    ...(file.foundedOn ? [[voice.words({ zh: '成立日期', en: 'founded on' }), file.foundedOn]] : []),
  ]
  const lines = [
    file.code,
    inColumns(
      head.map((row) => row.map(plain)),
      '  ',
    ),
  ]
  for (const section of file.sections) {
    lines.push(`  ${voice.words(section)}  ${section.records.length}`)
    const rows = section.records.map(({ title, document, decidedOn, sourceName, shown, marks = [], reply }) =>
      [
        document ?? voice.words(title),
        decidedOn ?? '',
        sourceName,
        shown.until ? `→ ${shown.until}` : '',
        [...marks.map((mark) => `${voice.words(mark)} ${mark.document}`), ...(reply ? [`“${reply.says}”`] : [])].join(
          '  ',
        ),
      ].map(plain),
    )
    if (rows.length > 0) lines.push(inColumns(rows, '    '))
  }
  return lines.join('\n')
}

const unknown = (query: string) =>
  new Refusal('subject-unknown', {
    zh: `没有查到“${plain(query).slice(0, 60)}”对应的主体；没有查到不等于没有记录。`,
    en: `No organisation was found for "${plain(query).slice(0, 60)}"; not being found does not mean having no record.`,
  })
