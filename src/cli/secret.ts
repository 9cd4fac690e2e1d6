/**
 * A password: asked for twice at a terminal, where nothing of it is shown, or
 * read as the first line of standard input. Never an argument: those stand in
 * the list of processes and in the shell's history.
 */
import { Refusal } from '../refusal.ts'
import type { Says } from '../terms/says.ts'
import type { Desk } from './command.ts'

export async function askPassword(desk: Desk, of: string): Promise<string> {
  const { input } = desk
  if (!input.isTTY) return firstLine(input)
  const first = await ask(desk, { zh: `${of} 的密码（不显示）：`, en: `Password for ${of} (not shown): ` })
  const second = await ask(desk, { zh: '再输入一次：', en: 'Once more: ' })
  if (first === second) return first
  throw new Refusal('passwords-differ', { zh: '两次输入不一致。', en: 'The two are not the same.' })
}

async function firstLine(input: NodeJS.ReadStream): Promise<string> {
  let text = ''
  for await (const piece of input.setEncoding('utf8')) {
    text += piece
    if (text.includes('\n')) break
  }
  const line = text.split(/\r?\n/)[0]!
  if (line !== '') return line
  throw new Refusal('password-missing', {
    zh: '请在终端中输入密码，或从标准输入给出一行。',
    en: 'Type the password at a terminal, or give it as a line of standard input.',
  })
}

function ask({ input, voice, stop }: Desk, says: Says): Promise<string> {
  process.stderr.write(voice.words(says))
  const wasRaw = input.isRaw
  input.setRawMode(true).setEncoding('utf8').resume()
  return new Promise((resolve, reject) => {
    let typed: string[] = []
    const end = (settle: () => void) => {
      input.setRawMode(wasRaw).pause()
      input.off('data', onData)
      process.stderr.write('\n')
      settle()
    }
    const onData = (piece: string) => {
      for (const key of piece) {
        if (key === '\r' || key === '\n') return end(() => resolve(typed.join('')))
        if (key === '\u0003' || key === '\u0004' || stop.aborted) return end(() => reject(brokenOff))
        if (key === '\u007f' || key === '\b') typed.pop()
        else if (key === '\u0015') typed = []
        else if (key >= ' ') typed.push(key)
      }
    }
    input.on('data', onData)
  })
}

const brokenOff = new Refusal('broken-off', { zh: '已取消。', en: 'Cancelled.' })
