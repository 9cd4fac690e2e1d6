/**
 * The platform as a newcomer starts it: `bin/xinheng serve` as a process of its
 * own, on an empty data folder and a free port.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../../bin/xinheng', import.meta.url))

export type Served = {
  /** Without a slash at its end, as it was printed. */
  address: string
  dataFolder: string
  /** Everything that it has said so far. */
  said(): string
  /** Ctrl-C; resolves with how it ended. */
  interrupt(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Whatever happened: no process and no folder is left. */
  remove(): Promise<void>
}

/** Resolves when it has said all that it says at a start: the demonstration is loaded. */
export async function startServer(settings: { [name: string]: string } = {}): Promise<Served> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'xinheng-newcomer-'))
  const child = spawn(command, ['serve'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      LC_ALL: 'C.UTF-8',
      XINHENG_DATA: dataFolder,
      PORT: String(await freePort()),
      DATABASE_URL: '',
      DATABASE_OWNER_URL: '',
      ...settings,
    },
  })
  let text = ''
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  const remove = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
    rmSync(dataFolder, { recursive: true, force: true })
  }
  const ready = new Promise<string>((resolve, reject) => {
    const hear = (piece: Buffer) => {
      text += piece
      const address = /console \(sign in\) (http:\/\/[^\s/]+)\/console\/[\s\S]*Stop: Ctrl-C\n/.exec(text)?.[1]
      if (address !== undefined) resolve(address)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void ended.then(({ code }) => reject(new Error(`the server ended with ${code} instead of starting:\n${text}`)))
  })
  try {
    const address = await ready
    return {
      address,
      dataFolder,
      said: () => text,
      interrupt() {
        child.kill('SIGINT')
        return ended
      },
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
