/**
 * What `npm run long` found, as the page docs/long.md: a reporter of Node's test
 * runner (which asks for a default export).
 */
import { execFileSync } from 'node:child_process'
import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'

type Row = { name: string; file: string; line: number; seconds: number }

const keyOf = (file: string, line: number | undefined) => `${file}:${line}`

const root = new URL('../..', import.meta.url).pathname

export default async function* longReport(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const rows: Row[] = []
  const failed: Row[] = []
  const said = new Map<string, string[]>()
  let passedOver = 0
  for await (const event of events) {
    // What a test notes comes after it.
    if (event.type === 'test:diagnostic' && event.data.file !== undefined) {
      const key = keyOf(relative(root, event.data.file), event.data.line)
      said.set(key, [...(said.get(key) ?? []), event.data.message])
    }
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { name, file = '', line = 0, details } = event.data
    if (event.data.skip !== undefined || event.data.todo !== undefined) {
      passedOver += 1
      continue
    }
    if (details.type === 'suite') continue
    const row: Row = { name, file: relative(root, file), line, seconds: details.duration_ms / 1000 }
    if (event.type === 'test:fail') failed.push(row)
    else rows.push(row)
  }
  yield page(rows, failed, passedOver, said)
}

function page(
  rows: readonly Row[],
  failed: readonly Row[],
  passedOver: number,
  said: ReadonlyMap<string, readonly string[]>,
): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
  const line = ({ name, file, seconds }: Row) => `| ${cell(name)} | ${file} | ${seconds.toFixed(1)} |`
  const slowest = rows.toSorted((a, b) => b.seconds - a.seconds).slice(0, 20)
  return `# The long tests

Written by \`npm run long\`; do not edit. The same tests as \`npm test\`, with all that they can hold: a million rows of
attribution, twenty moments of crash.

${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${commit}, Node ${process.versions.node}:
**${rows.length} passed, ${failed.length} failed**, ${passedOver} passed over (combinations that do not apply).

${failed.length === 0 ? '' : `## Failed\n\n${table(failed.map(line))}\n\n`}## What took longest

${table(slowest.map(line))}

## What they measured

${
  rows
    .flatMap(({ name, file, line }) => {
      const noted = said.get(keyOf(file, line))
      return noted ? [`- ${name}: ${noted.join('; ')}`] : []
    })
    .join('\n') || 'Nothing was noted.'
}
`
}

const table = (lines: readonly string[]) => `| test | file | seconds |\n|---|---|---|\n${lines.join('\n')}`

const cell = (text: string) => text.replaceAll('|', '\\|')
