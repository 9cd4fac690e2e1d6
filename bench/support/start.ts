/** The whole command, from its start until it says where to look. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'

const project = join(import.meta.dirname, '../..')

/** Starts the server on this data folder, waits until it is ready, stops it; the seconds until it was. */
export async function secondsToReady(dataFolder: string): Promise<number> {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, [join(project, 'src/main.ts'), 'serve'], {
    env: { ...process.env, XINHENG_DATA: dataFolder, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let said = ''
  try {
    return await new Promise<number>((resolve, reject) => {
      const hear = (piece: Buffer) => {
        said += piece
        // The last lines tell where the console is, once everything is loaded.
        if (said.includes(`:${port}/console/`)) resolve((performance.now() - began) / 1000)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('error', reject)
      child.once('close', (code) => reject(new Error(`The server ended with ${code}:\n${said}`)))
    })
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
