/**
 * The hook through which every attachment goes before it is kept: a program of the
 * operator's that reads the bytes from its input and ends with 0 for what it lets
 * through. It has so long and so much memory; whatever else happens, the file is
 * not taken.
 */
import { spawn } from 'node:child_process'
import { Refusal } from '../refusal.ts'

export type ScanLimits = { seconds: number; megabytes: number }
export const scanLimits: ScanLimits = { seconds: 60, megabytes: 2048 }

/** Refused where the program says no; and where it cannot say. */
export async function scan(program: string, bytes: Buffer, limits: ScanLimits = scanLimits): Promise<void> {
  const code = await new Promise<number | undefined>((resolve) => {
    // The limit is set by a shell that then becomes the program: its name is an argument and no text of a command.
    const limited = `ulimit -v ${limits.megabytes * 1024} && exec "$0"`
    const child = spawn('/bin/sh', ['-c', limited, program], {
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: limits.seconds * 1000,
      killSignal: 'SIGKILL',
      env: {},
    })
    child.on('error', () => resolve(undefined))
    child.on('close', (ended) => resolve(ended ?? undefined))
    // One that has seen enough closes its input; how it ends says what it saw.
    child.stdin.on('error', () => {})
    child.stdin.end(bytes)
  })
  if (code === undefined || code === 126 || code === 127) throw scanFailed
  if (code !== 0) throw scanRefused
}

const scanRefused = new Refusal('attachment-refused', {
  zh: '文件未通过安全检查，没有收下。请检查后换一个文件。',
  en: 'The file did not pass the safety check and was not taken. Look at it, or send another.',
})
const scanFailed = new Refusal(
  'attachment-not-scanned',
  {
    zh: '安全检查暂时不能进行，文件没有收下，请稍后再试。',
    en: 'The safety check cannot be made just now; the file was not taken. Try again later.',
  },
  503,
)
