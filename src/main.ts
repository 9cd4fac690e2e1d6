/** Reads the command, wires, runs. */
import { run } from './cli/run.ts'

process.exitCode = await run(process.argv.slice(2), process.env, process.cwd())
