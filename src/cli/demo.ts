/** `xinheng demo load`: demonstration data by hand, as the first start of a server loads it. */
import { type Command, exit } from './command.ts'
import { withWorks } from './open.ts'

export const demoLoad: Command = {
  name: 'demo load',
  about: { zh: '载入演示数据（虚构的示范省）', en: 'load demonstration data (a fictional province)' },
  usage: '',
  words: { least: 0, most: 0 },
  options: {},
  more: [
    {
      zh: '只能载入空的数据库，之后不能转为正式使用。已载入时什么也不做；中断后再次执行会接着载入。',
      en: 'Into an empty database only, which cannot become a real one afterwards. Where it is loaded nothing happens; broken off, it goes on when called again.',
    },
  ],
  examples: ['XINHENG_DATA=/tmp/demo xinheng demo load'],
  async run(_given, desk) {
    const { demoAccounts, loadDemo } = await import('./demo/load.ts')
    return withWorks(desk, { name: 'demo', mayMake: true, isDemonstration: true }, async ({ pool, intake }) => {
      const loading = { pool, intake, clock: desk.now, isStopping: () => desk.stop.aborted, say: desk.voice.say }
      const { state, key } = await loadDemo(loading)
      if (desk.isJson) desk.voice.print(JSON.stringify({ ...state, ...(key === undefined ? {} : { key }) }))
      else {
        for (const { login, password, role } of demoAccounts) {
          desk.voice.print(`${login.padEnd(12)}${password}    ${desk.voice.words(role)}`)
        }
      }
      return state.state === 'loaded' ? exit.done : exit.refused
    })
  },
}
