/** `xinheng people`: who may sign in. Users of the platform, never subjects of it. */
import { faultOfNewPerson } from '../access/people.ts'
import { Refusal } from '../refusal.ts'
import type { Role } from '../terms/caller.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, exit } from './command.ts'
import { withDatabase } from './open.ts'
import { askPassword } from './secret.ts'
import { signedInRoles } from './words.ts'

export const people: Command = {
  name: 'people',
  about: { zh: '列出可以登录的人员', en: 'the people who may sign in' },
  usage: '',
  words: { least: 0, most: 0 },
  options: {},
  examples: ['xinheng people', 'xinheng people --json'],
  async run(_given, desk) {
    return withDatabase(desk, { name: 'people', mayMake: false }, async ({ pool }) => {
      const { people: allPeople } = await import('../access/store.ts')
      const found = await allPeople(pool)
      if (desk.isJson) for (const person of found) desk.voice.print(JSON.stringify(person))
      else {
        const off = desk.voice.words({ zh: '已停用', en: 'disabled' })
        const rows = found.map((one) => [
          one.login,
          plain(one.name),
          one.role,
          one.body,
          one.region,
          one.isActive ? '' : off,
        ])
        if (rows.length > 0) desk.voice.print(inColumns(rows))
        else desk.voice.say({ zh: '还没有人员：xinheng people add', en: 'There is nobody yet: xinheng people add' })
      }
      return exit.done
    })
  },
}

export const peopleAdd: Command = {
  name: 'people add',
  about: { zh: '添加可以登录的人员', en: 'add somebody who may sign in' },
  usage: '--login LOGIN --role ROLE [--name NAME] [--body CODE --region REGION]',
  words: { least: 0, most: 0 },
  options: {
    login: { value: 'LOGIN', isRequired: true, about: { zh: '登录名', en: 'what is typed to sign in' } },
    role: {
      value: 'ROLE',
      isRequired: true,
      choices: signedInRoles,
      about: { zh: `角色：${signedInRoles.join('、')}`, en: `one of ${signedInRoles.join(', ')}` },
    },
    name: { value: 'NAME', about: { zh: '姓名，缺省为登录名', en: 'the name shown; else the login' } },
    body: {
      value: 'CODE',
      about: {
        zh: '所在单位代码（管理员以外必填）',
        en: 'code of the body worked for; needed but for an administrator',
      },
    },
    region: {
      value: 'REGION',
      about: { zh: '行政区划代码，6 位（管理员以外必填）', en: 'six digits; needed but for an administrator' },
    },
  },
  more: [
    {
      zh: '密码在终端输入（不显示），或从标准输入读取一行；不作为参数。',
      en: 'The password is asked for at the terminal, unseen, or read as a line of standard input; it is never an argument.',
    },
  ],
  examples: [
    'xinheng people add --login admin --role administrator',
    'xinheng people add --login wang --name 王某 --role officer --body 11990101000000001X --region 990101',
  ],
  async run(given, desk) {
    const role = given.must('role') as Role
    const login = given.must('login')
    const person = {
      login,
      role,
      name: given.text('name') ?? login,
      body: given.text('body') ?? '',
      region: given.text('region') ?? '',
    }
    const fault = faultOfNewPerson(person)
    if (fault) throw new Refusal('person-not-possible', fault)
    if (role !== 'administrator' && (person.body === '' || person.region === '')) {
      throw new Refusal('body-missing', {
        zh: `角色 ${role} 需要说明所在单位与地区：--body CODE --region REGION`,
        en: `For the role ${role} the body and its region are needed: --body CODE --region REGION`,
      })
    }
    assertRegion(person.region)
    return withDatabase(desk, { name: 'people', mayMake: true }, async ({ pool }) => {
      const { hasAdministrator, personByLogin } = await import('../access/store.ts')
      const { addPerson } = await import('../access/sign-in.ts')
      const { addFirstAdministrator } = await import('./demo/empty.ts')
      const isFirst = role === 'administrator' && !(await hasAdministrator(pool))
      if (await personByLogin(pool, login)) {
        throw new Refusal(
          'login-taken',
          { zh: `登录名 ${login} 已被使用，请另选一个。`, en: `The login ${login} is taken; choose another.` },
          409,
        )
      }
      const all = { ...person, password: await askPassword(desk, login) }
      const id = isFirst ? await addFirstAdministrator(pool, all, desk.now()) : await addPerson(pool, all, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify({ id, ...person }))
      else desk.voice.print(desk.voice.words({ zh: `已添加 ${login}（${role}）。`, en: `Added ${login} (${role}).` }))
      return exit.done
    })
  },
}

export const peoplePassword: Command = {
  name: 'people password',
  about: { zh: '更改密码，同时结束其所有会话', en: 'give another password; all sessions of the person end' },
  usage: 'LOGIN',
  words: { least: 1, most: 1 },
  options: {},
  examples: ['xinheng people password wang'],
  async run(given, desk) {
    const login = given.words[0]!
    return withDatabase(desk, { name: 'people', mayMake: false }, async ({ pool }) => {
      const { personByLogin } = await import('../access/store.ts')
      const { setPassword } = await import('../access/sign-in.ts')
      if (!(await personByLogin(pool, login))) {
        throw new Refusal(
          'person-unknown',
          { zh: `没有登录名 ${plain(login)}。`, en: `There is no login ${plain(login)}.` },
          404,
        )
      }
      await setPassword(pool, login, await askPassword(desk, login))
      if (desk.isJson) desk.voice.print(JSON.stringify({ login }))
      else desk.voice.print(desk.voice.words({ zh: `已更改 ${login} 的密码。`, en: `${login} has another password.` }))
      return exit.done
    })
  },
}

const turned = (name: 'disable' | 'enable', about: Command['about'], says: { zh: string; en: string }): Command => ({
  name: `people ${name}`,
  about,
  usage: 'LOGIN',
  words: { least: 1, most: 1 },
  options: {},
  examples: [`xinheng people ${name} wang`],
  async run(given, desk) {
    const login = given.words[0]!
    return withDatabase(desk, { name: 'people', mayMake: false }, async ({ pool }) => {
      const { setPersonActive } = await import('../access/sign-in.ts')
      await setPersonActive(pool, login, name === 'enable')
      if (desk.isJson) desk.voice.print(JSON.stringify({ login, isActive: name === 'enable' }))
      else desk.voice.print(`${desk.voice.words(says)} ${login}`)
      return exit.done
    })
  },
})

export const peopleDisable = turned(
  'disable',
  { zh: '停用，会话立即结束', en: 'stop somebody from signing in; sessions end at once' },
  { zh: '已停用', en: 'disabled' },
)
export const peopleEnable = turned(
  'enable',
  { zh: '重新启用', en: 'let somebody sign in again' },
  { zh: '已启用', en: 'enabled' },
)

/** Six digits, or nothing. */
export function assertRegion(region: string): void {
  if (region === '' || /^\d{6}$/.test(region)) return
  throw new Refusal('region-malformed', {
    zh: `地区“${plain(region)}”应为 6 位行政区划代码，例如 990101。`,
    en: `The region "${plain(region)}" is a code of six digits, such as 990101.`,
  })
}
