/**
 * `npm run check`: what can be said without running the house. Every part is run even when
 * an earlier one found something, so that one run tells everything.
 */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkRules } from '../src/rulebook/load.ts'
import type { Finding } from '../src/terms/finding.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const tool = (path: string) => join(project, 'node_modules', path)

type Part = { name: string; run: () => Promise<{ ok: boolean; said: string }> }

const node = (...args: string[]) =>
  new Promise<{ ok: boolean; said: string }>((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ ok: code === 0, said }))
  })

const parts: Part[] = [
  { name: 'types', run: () => node(tool('typescript/bin/tsc'), '-p', '.') },
  { name: 'types of the web', run: () => node(tool('typescript/bin/tsc'), '-p', 'web') },
  {
    name: 'format and lint',
    run: () =>
      node(
        tool('@biomejs/biome/bin/biome'),
        'check',
        '--error-on-warnings',
        '--diagnostic-level=warn',
        '--max-diagnostics=200',
      ),
  },
  { name: 'rules', run: async () => lintAll() },
  { name: 'rooms, rights, packages', run: () => node('--test', '--test-reporter=spec', ...own) },
  { name: 'licences', run: () => node('bin/licences.ts') },
]

const own = ['test/rooms.test.ts', 'test/rights/representatives.test.ts', 'test/packages.test.ts']

/** The national packs alone, and with each region's: a region is loaded on top of the nation, never beside another. */
function lintAll(): { ok: boolean; said: string } {
  const national = join(project, 'rules/national')
  const local = join(project, 'rules/local')
  const shelves = [[national], ...readdirSync(local).map((region) => [national, join(local, region)])]
  const lines = new Set(shelves.flatMap(checkRules).map(lineOf))
  return { ok: lines.size === 0, said: [...lines].join('\n') }
}

const lineOf = (one: Finding): string => `${one.severity} ${one.check} ${one.field ?? ''} ${one.says.zh} ${one.says.en}`

const failed: string[] = []
for (const { name, run } of parts) {
  const began = performance.now()
  const { ok, said } = await run()
  console.log(`${ok ? '✔' : '✖'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  if (!ok) {
    failed.push(name)
    console.log(said.trimEnd().replace(/^/gm, '    '))
  }
}
if (failed.length > 0) {
  console.log(`\n✖ 未通过 not passed: ${failed.join(', ')}`)
  process.exitCode = 1
}
