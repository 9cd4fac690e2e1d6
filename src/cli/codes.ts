/** `xinheng subjects codes|correct|corrections|match`: duplicate and wrong codes, and lists of names against the register. */
import { accessSync, constants, createReadStream, readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { dayInShanghai } from '../codes/day.ts'
import type { LinePreview } from '../subjects/correct-codes.ts'
import type { CorrectionRow } from '../subjects/store-codes.ts'
import type { Says } from '../terms/says.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit, NotUnderstood } from './command.ts'
import { commandCaller, withWorks } from './open.ts'

const perThousand = (count: number, of: number): string => (of === 0 ? '0' : ((count / of) * 1000).toFixed(2))

export const subjectsCodes: Command = {
  name: 'subjects codes',
  about: { zh: '重错码：每千个主体中重复和有误的代码', en: 'duplicate and wrong codes in a thousand organisations' },
  usage: '',
  words: { least: 0, most: 0 },
  options: {
    limit: {
      value: 'N',
      takes: 'count',
      about: { zh: '最多列出 N 组疑似重码（默认 20）', en: 'at most N suspected (20)' },
    },
  },
  more: [
    {
      zh: '疑似重码：登记地和名称都相同的多个代码，尚未认作同一主体。个体工商户不计。目标不超过千分之一。',
      en: 'Suspected: several codes of one name in one county, not yet said to be one organisation. Sole proprietors are not counted. The target is one in a thousand.',
    },
  ],
  examples: ['xinheng subjects codes', 'xinheng subjects codes --json'],
  async run(given, desk) {
    const { codeQuality, suspectedDuplicates } = await import('../subjects/store-codes.ts')
    return withWorks(desk, { name: 'codes', mayMake: false }, async ({ pool }) => {
      const at = desk.now()
      const quality = await codeQuality(pool, at)
      const suspected = await suspectedDuplicates(pool, given.count('limit', 20), at)
      const rate = perThousand(quality.wrong + quality.duplicate, quality.registered)
      if (desk.isJson) {
        desk.voice.print(JSON.stringify({ ...quality, perThousand: Number(rate), suspected }))
        return exit.done
      }
      const { words } = desk.voice
      desk.voice.print(
        inColumns([
          [words({ zh: '登记主体', en: 'registered' }), String(quality.registered)],
          [words({ zh: '校验有误的代码', en: 'codes whose check fails' }), String(quality.wrong)],
          [words({ zh: '疑似重码', en: 'suspected duplicates' }), String(quality.duplicate)],
          [words({ zh: '已认作同一主体', en: 'said to be one organisation' }), String(quality.joined)],
          [words({ zh: '每千个', en: 'in a thousand' }), rate],
        ]),
      )
      for (const { name, region, codes } of suspected) desk.voice.print(`${plain(name)}  ${region}  ${codes.join(' ')}`)
      return exit.done
    })
  },
}

export const subjectsCorrect: Command = {
  name: 'subjects correct',
  about: { zh: '办理重错码更正回执表', en: 'carry out a correction sheet of duplicate and wrong codes' },
  usage: 'SHEET --basis TEXT | --dry-run',
  words: { least: 1, most: 1 },
  options: {
    basis: {
      value: 'TEXT',
      about: { zh: '依据：登记机关的文件及文号', en: 'the basis: the registry’s document and its number' },
    },
    'dry-run': { about: { zh: '只预览每一行会怎样，不办理', en: 'tell what each line would do, and do nothing' } },
  },
  more: [
    {
      zh: 'CSV、XLSX、XLS 均可。列：代码、名称、标志、新代码或保留代码、理由。标志 0 新赋码（写新代码），1 删除（写保留的代码），2 保持原码不变（已合并的恢复分开）。',
      en: 'CSV, XLSX or XLS. Columns: code, name, flag, other (the new code, or the one that stays), reason. Flag 0: a code was newly assigned; 1: it is deleted; 2: it is kept as it is, and told apart again where it was joined.',
    },
    {
      zh: '以信用管理部门的身份办理，逐行写入存证；记录不移动，可随时以标志 2 恢复。两个主体的合并不是代码更正。',
      en: 'Done as the credit office; each line is written into the evidence log. No record moves, and flag 2 undoes it. A merger of two organisations is no correction of a code.',
    },
  ],
  examples: ['xinheng subjects correct 更正表.csv --basis 示市监函〔2026〕9号'],
  async run(given, desk) {
    const sheet = resolve(desk.cwd, given.words[0]!)
    // Looked at before the database is opened: a wrong path costs no start.
    if (!isFile(sheet)) throw notReadable(given.words[0]!)
    const { correctCodes, previewCodes } = await import('../subjects/correct-codes.ts')
    const { readCorrectionSheet } = await import('../intake/correction-sheet.ts')
    return withWorks(desk, { name: 'correct', mayMake: false }, async ({ intake, pool }) => {
      const lines = await readCorrectionSheet(intake, { input: createReadStream(sheet), fileName: basename(sheet) })
      const by = commandCaller('credit-office')
      if (given.flag('dry-run')) return tellPreview(desk, await previewCodes(pool, { lines, by }, desk.now()))
      const ask = { lines, basis: given.text('basis') ?? '', by }
      const outcomes = await correctCodes(intake, ask, desk.now())
      for (const outcome of outcomes) {
        if (desk.isJson) desk.voice.print(JSON.stringify(outcome))
        else if ('refused' in outcome)
          desk.voice.print(`${outcome.line}  ${plain(outcome.code)}  ✗ ${desk.voice.words(outcome.refused)}`)
        else {
          const says = desk.voice.words(doneWords[outcome.done])
          desk.voice.print(`${outcome.line}  ${outcome.code}  ✓ ${says} ${outcome.sameAs ?? ''}`.trimEnd())
        }
      }
      return outcomes.some((one) => 'refused' in one) ? exit.refused : exit.done
    })
  },
}

export const subjectsCorrections: Command = {
  name: 'subjects corrections',
  about: {
    zh: '已办理的重错码更正，最近的在前',
    en: 'what was put right of duplicate and wrong codes, the latest first',
  },
  usage: '',
  words: { least: 0, most: 0 },
  options: {
    limit: { value: 'N', takes: 'count', about: { zh: '最多列出 N 条（默认 20）', en: 'at most N (20)' } },
    before: { value: 'N', takes: 'count', about: { zh: '接着第 N 条之前', en: 'go on before number N' } },
  },
  examples: ['xinheng subjects corrections', 'xinheng subjects corrections --limit 100 --json'],
  async run(given, desk) {
    const { correctionsListed } = await import('../subjects/store-codes.ts')
    return withWorks(desk, { name: 'codes', mayMake: false }, async ({ pool }) => {
      const page = { before: given.count('before', Number.MAX_SAFE_INTEGER), limit: given.count('limit', 20) }
      const { rows } = await correctionsListed(pool, page, desk.now())
      const { voice } = desk
      if (desk.isJson) for (const row of rows) voice.print(JSON.stringify(row))
      else if (rows.length === 0) voice.print(voice.words({ zh: '没有更正记录。', en: 'Nothing was put right.' }))
      else voice.print(inColumns(rows.map((row) => correctionCells(desk, row))))
      return exit.done
    })
  },
}

function correctionCells({ voice }: Desk, row: CorrectionRow): string[] {
  const over = { zh: '已不再有效', en: 'holds no more' }
  return [
    String(row.id),
    dayInShanghai(row.at),
    row.code,
    plain(row.name),
    `${voice.words(flagWords[row.flag])} ${row.sameAs ?? ''}`.trimEnd(),
    row.flag === 2 || row.stands ? '' : voice.words(over),
    plain([row.basis, row.reason, row.who].filter(Boolean).join(' · ')),
  ]
}

const flagWords: Record<CorrectionRow['flag'], Says> = {
  0: { zh: '新赋码', en: 'newly assigned' },
  1: { zh: '删除，保留', en: 'deleted for' },
  2: { zh: '保持原码', en: 'kept as it is' },
}

function tellPreview(desk: Desk, lines: readonly LinePreview[]): number {
  const { voice } = desk
  for (const line of lines) {
    if (desk.isJson) {
      voice.print(JSON.stringify(line))
      continue
    }
    const holders = [line.holder, line.otherHolder].map((one) => one && `${plain(one.name)} (${one.records})`)
    const would =
      'refused' in line ? `✗ ${voice.words(line.refused)}` : `${voice.words(doneWords[line.done])} ${line.sameAs ?? ''}`
    voice.print([line.line, plain(line.code), would.trimEnd(), ...holders.filter(Boolean)].join('  '))
  }
  return lines.some((line) => 'refused' in line) ? exit.refused : exit.done
}

function isFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

const notReadable = (file: string) =>
  new NotUnderstood({ zh: `读不到文件 ${plain(file)}。`, en: `The file ${plain(file)} cannot be read.` })

const doneWords: Record<'joined' | 'split' | 'kept', Says> = {
  joined: { zh: '认作同一主体', en: 'the same organisation as' },
  split: { zh: '恢复分开，不再等同于', en: 'told apart again from' },
  kept: { zh: '保持原码不变', en: 'kept as it is' },
}

const sheetMost = 5_000_000

async function rowsOf(desk: Desk, file: string): Promise<{ cells: string[]; line: number }[]> {
  const { recognise, headBytes } = await import('../intake/reading/recognise.ts')
  const { readCsv } = await import('../intake/reading/csv.ts')
  let bytes: Buffer
  try {
    bytes = readFileSync(resolve(desk.cwd, file))
  } catch {
    throw notReadable(file)
  }
  const form = recognise(bytes.subarray(0, headBytes), basename(file))
  if (form.format !== 'csv' || bytes.length > sheetMost) {
    throw new NotUnderstood({ zh: '需要一个不超过 5 MB 的 CSV 文件。', en: 'A CSV file of at most 5 MB is needed.' })
  }
  const rows: { cells: string[]; line: number }[] = []
  for await (const batch of readCsv([bytes], form)) {
    for (const [i, cells] of batch.rows.entries()) rows.push({ cells, line: batch.lines[i]! })
  }
  return rows
}

export const subjectsMatch: Command = {
  name: 'subjects match',
  about: { zh: '一批名称可能是谁：得分和理由', en: 'who could be meant by a list of names: scores and reasons' },
  usage: 'NAMES.csv',
  words: { least: 1, most: 1 },
  options: {
    limit: { value: 'N', takes: 'count', about: { zh: '每个名称最多 N 个（默认 1）', en: 'at most N a name (1)' } },
    region: {
      value: 'CODE',
      about: { zh: '名单所在地的行政区划代码', en: 'division code of where the list comes from' },
    },
  },
  more: [
    {
      zh: '取第一列。名录读入内存（约每百万个名称 0.5 GB），一秒可比数百个。名称只作参考，不能据以归集。',
      en: 'The first column is read. The register is taken into memory (about 0.5 GB for a million names), then hundreds are matched a second. A name only suggests and never attaches a record.',
    },
  ],
  examples: ['xinheng subjects match 名单.csv --limit 3', 'xinheng subjects match 名单.csv --json'],
  async run(given, desk) {
    const rows = await rowsOf(desk, given.words[0]!)
    const { nameKeyOf, rankingOf } = await import('../subjects/candidates.ts')
    const { nameIndexOf } = await import('../subjects/name-index.ts')
    const { namesOfRegister } = await import('../subjects/store-names.ts')
    const { placesOfBook } = await import('../rulebook/codes-of-book.ts')
    return withWorks(desk, { name: 'match', mayMake: false }, async ({ pool, book }) => {
      const places = placesOfBook(book)
      const named = []
      for await (const names of namesOfRegister(pool)) {
        for (const { code, name, isCurrent, region } of names) {
          named.push({ code, name, key: nameKeyOf(name, places), isCurrent, region })
        }
      }
      const index = nameIndexOf(named, places)
      const limit = given.count('limit', 1)
      const region = given.text('region')
      for (const { cells, line } of rows) {
        const [name = ''] = cells
        const candidates = index.candidates(rankingOf(name, places, region === undefined ? {} : { region }), limit)
        if (desk.isJson) {
          const told = candidates.map(({ code, name: registered, score, reads, reasons }) => ({
            ...{ code, name: registered, score, reads },
            reasons: reasons.map(({ feature, agrees }) => ({ feature, agrees })),
          }))
          desk.voice.print(JSON.stringify({ line, name, candidates: told }))
          continue
        }
        const [first] = candidates
        if (!first) desk.voice.print(`${line}\t${plain(name)}\t—`)
        for (const { code, name: registered, score, reads } of candidates) {
          desk.voice.print([line, plain(name), code, plain(registered), score.toFixed(2), reads].join('\t'))
        }
      }
      return exit.done
    })
  },
}
