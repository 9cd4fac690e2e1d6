/** The counter's papers: files of codes, receipts and reports of one's own body, organisations and their versions. */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { type FileState, fileDays, type ResultRow as StoredRow } from '../checks/file.ts'
import { addDays, dayInShanghai } from '../codes/day.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { plainCode } from '../codes/uscc.ts'
import { takeOfQuota } from './checks.ts'
import { languageOf } from './language.ts'
import { noSuch } from './problems.ts'
import type { Ask } from './route.ts'
import type {
  CodeFile,
  CodeFileAsk,
  CodeFileId,
  CodeFileLook,
  CodeFileQuery,
  CodeFiles,
  CodeFilesQuery,
  FileVersions,
  OrganisationView,
  ResultFileQuery,
  ResultQuery,
  ResultRow,
  ResultRows,
  VersionsQuery,
} from './schemas/counter.ts'
import type { SubjectCode } from './schemas/files.ts'
import { fileOf } from './upload.ts'

const codeFileBytes = 32 * 1024 ** 2

/** The first rows of a file of codes. Nothing of it is kept. */
export async function lookAtCodes(ask: Ask<{ query: typeof CodeFileQuery }>): Promise<CodeFileLook> {
  const file = await fileOf(ask.request, ask.query.fileName, {
    maxBytes: codeFileBytes,
    pace: ask.house.settings.uploadPace,
  })
  return ask.house.services.counter.lookAtFile(file)
}

export async function takeCodes(ask: Ask<{ query: typeof CodeFileAsk }>): Promise<CodeFile> {
  const { house, at, caller, query, request } = ask
  const { codeColumn, matterColumn = -1, caseColumn = -1, purpose, matter, caseNumber } = query
  const file = await fileOf(request, query.fileName, { maxBytes: codeFileBytes, pace: house.settings.uploadPace })
  const columns = { code: codeColumn, matter: matterColumn, caseNumber: caseColumn }
  const reason = { purpose, matter, caseNumber }
  return fileView(await house.services.counter.takeFile({ file, columns, reason, by: caller }, at))
}

function fileView(file: FileState): CodeFile {
  const { body: _, columnName: __, at, ...rest } = file
  return { ...rest, at: at.toISOString(), keptUntil: addDays(dayInShanghai(at), fileDays) }
}

export async function codeFiles({ house, caller, query }: Ask<{ query: typeof CodeFilesQuery }>): Promise<CodeFiles> {
  const { before, limit } = query
  const rows = await house.services.counter.files({ body: caller.body, before, limit: limit + 1 })
  const shown = rows.slice(0, limit).map((file) => fileView({ ...file, done: 0, problems: 0 }))
  return { rows: shown, ...(rows.length > limit ? { next: shown.at(-1)!.id } : {}) }
}

async function ownFile({ house, caller, params }: Pick<Ask, 'house' | 'caller'> & { params: { id: number } }) {
  const file = await house.services.counter.file(params.id, caller)
  if (!file) throw noSuch('这个核查文件', 'such file of checks')
  return file
}

export async function codeFile(ask: Ask<{ params: typeof CodeFileId }>): Promise<CodeFile> {
  return fileView(await ownFile(ask))
}

/** Goes on with what has no receipt yet; a line of the answer after each part. Who hangs up ends it after that part. */
export async function runCodes(ask: Ask<{ params: typeof CodeFileId }>): Promise<FastifyReply> {
  const { house, caller, params, request, reply } = ask
  const { rows, done, problems } = await ownFile(ask)
  await takeOfQuota(ask, Math.max(0, rows - done - problems))
  const isStopped = () => request.raw.socket.destroyed || house.closing.aborted
  void reply.type('application/x-ndjson; charset=utf-8').header('x-accel-buffering', 'no')
  return reply.send(
    Readable.from(lines(house.services.counter.runFile(params.id, caller, isStopped)), { objectMode: false }),
  )
}

async function* lines(parts: AsyncIterable<object>): AsyncGenerator<Buffer> {
  for await (const part of parts) yield Buffer.from(`${JSON.stringify(part)}\n`)
}

export async function resultRows(
  ask: Ask<{ params: typeof CodeFileId; query: typeof ResultQuery }>,
): Promise<ResultRows> {
  const { house, at, caller, query } = ask
  const file = await ownFile(ask)
  const { after, show = 'all', limit } = query
  const { rows, next } = await house.services.counter.fileRows({ file, after, show, limit, by: caller }, at)
  return { rows: rows.map(rowView), ...(next === undefined ? {} : { next }) }
}

function rowView({ told, purpose: _, ...row }: StoredRow): ResultRow {
  if (!told) return row
  const { number, code: __, ...rest } = told
  return { ...row, told: { receipt: number, ...rest } }
}

/** The result in the rows and order of the file. */
export async function resultFile(
  ask: Ask<{ params: typeof CodeFileId; query: typeof ResultFileQuery }>,
): Promise<FastifyReply> {
  const { house, caller, query, request, reply } = ask
  const file = await ownFile(ask)
  const { format = 'xlsx' } = query
  const made = house.services.counter.fileResult({ file, format, language: languageOf(request), by: caller })
  return sendFile(reply, made, `checked-${file.id}.${format}`)
}

export function sendFile(
  reply: FastifyReply,
  file: { fileName: string; type: string; bytes: AsyncGenerator<Buffer> },
  plain: string,
): FastifyReply {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  const name = encodeURIComponent(file.fileName).replace(/['()*]/g, percent)
  void reply.type(file.type)
  void reply.header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${name}`)
  return reply.send(Readable.from(file.bytes, { objectMode: false }))
}

/** A person's number is looked for nowhere. */
const codeAsked = (stated: string | undefined): string | undefined =>
  stated === undefined || stated.trim() === '' || looksLikePerson(stated) ? undefined : plainCode(stated)

export async function organisation({
  house,
  at,
  params,
}: Ask<{ params: typeof SubjectCode }>): Promise<OrganisationView> {
  const code = codeAsked(params.code)
  const found = code === undefined ? undefined : await house.services.counter.organisation(code, at)
  if (!found) throw noSuch('这个信用主体', 'such organisation')
  return found
}

export async function versions({
  house,
  at,
  caller,
  params,
  query,
}: Ask<{ params: typeof SubjectCode; query: typeof VersionsQuery }>): Promise<FileVersions> {
  const { before, purpose, matter, caseNumber } = query
  const reason = { purpose, matter, caseNumber }
  const found = await house.services.counter.versions({ code: plainCode(params.code), before, by: caller, reason }, at)
  if (!found) throw noSuch('这个信用主体', 'such organisation')
  return {
    rows: found.rows.map(({ versions, ...record }) => ({
      ...record,
      versions: versions.map(({ subject: _, record: __, item: ___, ...version }) => ({
        ...Object.fromEntries(Object.entries(version).filter(([, value]) => value !== null)),
        ...{ version: version.version, state: version.state, source: version.source },
        ...{ content: version.content, changed: version.changed },
        sourceName: version.sourceName ?? version.source,
        recordedAt: version.recordedAt.toISOString(),
      })),
    })),
    ...(found.next === undefined ? {} : { next: found.next }),
  }
}
