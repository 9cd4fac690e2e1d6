/**
 * Runs tests against one shared throw-away cluster and ends as they end:
 *
 *     node test/support/run.ts                            every test
 *     node test/support/run.ts 'src/codes/*.test.ts'      some of them
 *
 * Arguments that begin with `--` go to node's test runner. `npm test -- ...` comes here.
 */
import { spawn } from 'node:child_process'
import { availableParallelism, constants } from 'node:os'
import { join } from 'node:path'
import { startTestCluster } from './database.ts'

const given = process.argv.slice(2)
const named = given.filter((argument) => !argument.startsWith('--'))
const patterns = named.length > 0 ? named : ['src', 'web', 'test', 'bench'].map((folder) => `${folder}/**/*.test.ts`)
const options = given.filter((argument) => argument.startsWith('--'))
const longReport = ['--test-reporter=./test/support/long-report.ts', '--test-reporter-destination=docs/long.md']
// The whole of the long run is written down; a part of it is not.
const isWholeLong = process.env.XINHENG_LONG === '1' && named.length === 0
const reporter = options.some((option) => option.startsWith('--test-reporter'))
  ? []
  : ['--test-reporter=spec', '--test-reporter-destination=stdout', ...(isWholeLong ? longReport : [])]
// Node leaves one core free, which of two is half. Most files wait a good part of their time for a database or a browser.
// No more than the one cluster has connections for.
const together = options.some((option) => option.startsWith('--test-concurrency'))
  ? []
  : [`--test-concurrency=${Math.min(availableParallelism() + 1, 6)}`]

const cluster = await startTestCluster()
const { folder, adminUrl, ownerUrl, serverUrl } = cluster
const tests = spawn(process.execPath, ['--test', ...reporter, ...together, ...options, ...patterns], {
  stdio: 'inherit',
  env: {
    ...process.env,
    XINHENG_TEST_URL: JSON.stringify({ adminUrl, ownerUrl, serverUrl }),
    // Hundreds of processes load the same modules: what one has compiled the others take. Gone with the cluster.
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => tests.kill(signal))
tests.once('exit', async (code, signal) => {
  await cluster.stop()
  process.exit(code ?? 128 + constants.signals[signal!])
})
