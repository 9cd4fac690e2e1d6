/**
 * Loaded before a server (`NODE_OPTIONS=--import=...`): kill -9 at the very instant at which it is about to remove a
 * file of that ending.
 */
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

const ending = process.env.KILLED_BEFORE_REMOVING
const { rm } = promises
promises.rm = (path, options) => {
  if (ending === undefined || !String(path).endsWith(ending)) return rm(path, options)
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => {})
}
syncBuiltinESMExports()
