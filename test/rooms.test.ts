/**
 * The order of the rooms (docs/architecture.md): a room imports only from rooms to its
 * left, SQL stands in the stores, and what is pure stays pure. Read from the sources.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { importsOf, type Source, sourcesIn, withoutComments } from './support/sources.ts'

const rooms =
  'terms codes ciphers database evidence rulebook access documents subjects records listings intake cases checks reports evaluation supervision alerts assessment financing exchange content http cli'.split(
    ' ',
  )

/** Files above the rooms, and which rooms may lean on them. */
const above: Record<string, string[]> = {
  'src/refusal.ts': rooms,
  'src/config.ts': ['cli'],
  'src/wiring.ts': ['cli'],
  'src/main.ts': [],
}

const sources = sourcesIn('src')
const built = sources.filter((source) => !source.path.endsWith('.test.ts'))

const roomOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1]

function misplaced(source: Source): string[] {
  const room = roomOf(source.path)
  const isTest = source.path.endsWith('.test.ts')
  return source.imports.flatMap(({ from, line, isTypeOnly }) => {
    const no = (why: string) => [`${source.path}:${line} imports ${from}: ${why}`]
    if (from.endsWith('.test.ts')) return no('nothing leans on a test')
    if (!/^(\.\.|src|web|test|bench|bin|rules|node_modules)\//.test(from)) return [] // a package
    if (/^(test|bench)\//.test(from)) return isTest ? [] : no('only tests use what is made for tests')
    // The server hands pages their data and needs no more than its shape; web/build.ts makes the pages.
    if (from.startsWith('web/')) return room === 'http' && (isTypeOnly || isTest) ? [] : no('src does not use web')
    if (!from.startsWith('src/')) return no('outside of src')
    if (isTest) return [] // a test sends real files through the real house
    const target = roomOf(from)
    if (room === undefined) return []
    if (target === undefined) return above[from]?.includes(room) ? [] : no(`${room} does not lean on it`)
    if (!rooms.includes(target)) return no('no such room')
    return rooms.indexOf(target) <= rooms.indexOf(room) ? [] : no(`${target} stands to the right of ${room}`)
  })
}

test('every folder of src is a room, and every file above them is named', () => {
  for (const entry of readdirSync(fileURLToPath(new URL('../src', import.meta.url)), { withFileTypes: true })) {
    if (entry.isDirectory()) assert.ok(rooms.includes(entry.name), `src/${entry.name} is no room of the line`)
    else if (!entry.name.endsWith('.test.ts'))
      assert.ok(above[`src/${entry.name}`], `src/${entry.name} stands above the rooms`)
  }
})

test('a room imports only from itself and from rooms to its left', () => {
  assert.deepEqual(sources.flatMap(misplaced), [])
})

test('an import to the right, however it is written, is found', () => {
  const ways = [
    "import { a } from '../http/app.ts'",
    "import {\n  a,\n  b,\n} from '../http/app.ts'",
    "import type { A } from '../http/app.ts'",
    "export { a } from '../http/app.ts'",
    "export * from '../http/app.ts'",
    "import '../http/app.ts'",
    "const a = await import('../http/app.ts')",
    "type A = import('../http/app.ts').A",
    "import { a } from '../../test/support/world.ts'",
    "import { a } from '../wiring.ts'",
  ]
  for (const code of ways) {
    const path = 'src/codes/x.ts'
    assert.equal(misplaced({ path, text: code, code, imports: importsOf(path, code) }).length, 1, code)
  }
  const fine = "// import '../http/app.ts'\n/* import '../http/app.ts' */\nimport { a } from '../terms/says.ts'"
  const code = withoutComments(fine)
  assert.deepEqual(importsOf('src/codes/x.ts', code), [{ from: 'src/terms/says.ts', line: 3, isTypeOnly: false }])
})

/**
 * Who else speaks SQL, and why. A room's own statements stand in its store; a line here is
 * for what is about the connection, a lock or the order of one transaction.
 */
const speakers: Record<string, string> = {
  'src/records/credit-file.ts':
    'a file is put together from a few questions at one instant, read beside what puts them together',
  'src/intake/actions.ts': 'which items and region a source has, asked before a file is taken',
  'src/intake/classes.ts': 'the list "class missing" and the confirmation that empties it share their columns',
  'src/wiring.ts': 'makes the months ahead and asks whether demonstration data is loaded',
  'src/records/windows.ts': 'refreshes the windows where the versions are written, in one statement with them',
  'src/rulebook/adopt.ts': 'adopting is one transaction: lock, packs, book, entry',
  'src/evidence/sequencer.ts': 'one lock, one statement',
  'src/evidence/roller.ts': 'one lock, one horizon, and the cursor that moves with what was rolled',
  'src/cli/demo/empty.ts': 'the lock under which the first administrator is made',
  'src/subjects/search.ts': 'one question, and how it is asked is the whole of the file',
  'src/intake/process.ts': 'lets go of the lock of a submission',
}

const sql =
  /\b(?:select\s+(?:[\w.*"(][^'"`;]{0,400}?\sfrom\s|from\s|pg_|ensure_)|insert\s+into\s+\w|update\s+\w+\s+(?:as\s+\w+\s+)?set\s|delete\s+from\s+\w|truncate\s+\w+|(?:create|alter|drop)\s+(?:table|index|function|role|database|schema|type)\s)|\bcopy\s+\w+\s*\(/

test('SQL stands in the stores, in the database room, and where a reason is given', () => {
  const speaking = built.filter((source) => sql.test(source.code)).map((source) => source.path)
  const allowed = (path: string) => /^src\/database\/|\/store\.ts$|\/store-[\w-]+\.ts$/.test(path) || path in speakers
  assert.deepEqual(
    speaking.filter((path) => !allowed(path)),
    [],
  )
  assert.deepEqual(
    Object.keys(speakers).filter((path) => !existsSync(fileURLToPath(new URL(`../${path}`, import.meta.url)))),
    [],
    'a reason for a file that is gone',
  )
})

/** Rooms and files that compute and no more: no database, file, clock, network or environment. */
const pure = [
  /^src\/terms\//,
  /^src\/codes\//,
  /^src\/ciphers\//,
  /^src\/rulebook\/(?!load\.ts|adopt\.ts)/,
  /^src\/access\/permits\.ts$/,
  /^src\/evidence\/entry\.ts$/,
  /^src\/subjects\/(subject|attach|registration)\.ts$/,
  /^src\/records\/(record|disclosure|file-record|hold|listed)\.ts$/,
  /^src\/cases\/(procedure|procedures|case|clock|walk-paths|step-rules|fields|sheet|own-view|topics|refusals|hearing)\.ts$/,
  /^src\/cases\/objection\//,
  /^src\/cases\/breach\/breach\.ts$/,
  /^src\/cases\/listing\/(listing|papers|entry|refusals)\.ts$/,
  /^src\/reports\/(report|statement|sheet|words)\.ts$/,
  /^src\/intake\/(mask|prepare|screen|decide-row|row-windows)\.ts$/,
  /^src\/intake\/layouts\/(layout|apply|propose|fitting|words)\.ts$/,
]
const impurePackages =
  /^(?:node:(?:fs|net|http|https|http2|tls|dns|dgram|child_process|worker_threads|cluster|process|os|timers)(?:\/.*)?|pg|pg-copy-streams|kysely|graphile-worker|fastify|undici)$/
const world =
  /\bDate\.now\(|\bnew Date\(\s*\)|\bperformance\.now\(|\bprocess\.(?:env|hrtime|cwd)\b|\bfetch\(|\bMath\.random\(|\bsetTimeout\(/

test('what is pure reads no clock, file, network, database or environment', () => {
  const found = built
    .filter((source) => pure.some((place) => place.test(source.path)))
    .flatMap((source) => [
      ...source.imports
        .filter(
          ({ from, isTypeOnly }) => !isTypeOnly && (impurePackages.test(from) || from.startsWith('src/database/')),
        )
        .map(({ from, line }) => `${source.path}:${line} imports ${from}`),
      ...source.code
        .split('\n')
        .flatMap((line, index) => (world.test(line) ? [`${source.path}:${index + 1} ${line.trim()}`] : [])),
    ])
  assert.deepEqual(found, [])
  for (const place of pure)
    assert.ok(
      built.some((source) => place.test(source.path)),
      `${place} matches no file`,
    )
})

/** Time comes as an argument from the door. Who asks the clock stands here. */
const clocks: Record<string, string> = {
  'src/cli/serve.ts': 'the door: the clock that everything else is given',
  'src/database/embedded.ts': 'how long it has waited for PostgreSQL',
  'src/intake/reading/xlsx-package.ts': 'how long a hostile workbook may take',
}

test('only the doors ask the clock', () => {
  const asking = built
    .filter((source) => /\bDate\.now\(|\bnew Date\(\s*\)|\bperformance\.now\(/.test(source.code))
    .map((source) => source.path)
  assert.deepEqual(
    asking.filter((path) => !(path in clocks) && !path.startsWith('src/cli/')),
    [],
  )
})

test('only the settings read the environment', () => {
  const reading = built.filter((source) => /\bprocess\.env\b/.test(source.code)).map((source) => source.path)
  assert.deepEqual(
    reading.filter((path) => !/^src\/(main|config)\.ts$|^src\/cli\/voice\.ts$/.test(path)),
    [],
  )
})

test('no default exports in src, and no file that only hands on', () => {
  const found = built.flatMap((source) => {
    const rest = source.code.replace(/^\s*(?:import|export)\s[^;'"]*?from\s+['"][^'"\n]+['"]\s*$/gm, '').trim()
    const onlyHandsOn = rest === '' && /^\s*export\s/m.test(source.code)
    return /^export default\b/m.test(source.code) || onlyHandsOn ? [source.path] : []
  })
  assert.deepEqual(found, [])
})
