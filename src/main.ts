/** Reads the command, wires, runs. */
import { stayLean } from './cli/lean.ts'
import { run } from './cli/run.ts'

stayLean()

process.exitCode = await run(process.argv.slice(2), process.env, process.cwd())
