/**
 * The commands: names, what they do, how they end. Exit codes: 0 done, 1 the
 * rules or the machine say no (said in words), 2 the command was not
 * understood, 3 a fault of ours.
 */
import { readConfig } from '../config.ts'
import { isRefusal } from '../refusal.ts'
import { serve } from './serve.ts'
import { languageOf, openVoice } from './voice.ts'

export const exit = { done: 0, refused: 1, usage: 2, fault: 3 } as const

export async function run(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<number> {
  const voice = openVoice(languageOf(env), process.stdout, process.stderr)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130)
      stop.abort()
    })
  }
  try {
    const [command] = args
    if (command === 'serve' || command === undefined) return await serve(readConfig(env, cwd), voice, stop.signal)
    voice.warn({ zh: `没有命令“${command}”。`, en: `There is no command ${command}.` })
    return exit.usage
  } catch (error) {
    voice.fault(error, 'xinheng')
    return isRefusal(error) ? exit.refused : exit.fault
  }
}
