/** `xinheng people`: who may sign in. Users of the platform, never subjects of it. */
import type { PersonAct } from '../access/administer-people.ts'
import { faultOfNewPerson } from '../access/people.ts'
import { Refusal } from '../refusal.ts'
import type { Role } from '../terms/caller.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, exit, type Given } from './command.ts'
import { commandCaller, withDatabase } from './open.ts'
import { askPassword } from './secret.ts'
import { signedInRoles } from './words.ts'

/** Why, as the auditor reads it; at the machine it may be left to speak for itself. */
export const reasonOption = {
  reason: { value: 'TEXT', about: { zh: '理由，审计人员可见', en: 'why; auditors see it' } },
} as const
export const reasonOf = (given: Given): string => given.text('reason') ?? '命令行办理 · done at the machine'

const ownOption = {
  own: {
    about: {
      zh: '密码由本人设定，首次登录不必更改',
      en: 'the person chose it themselves: no other is asked for at the first sign-in',
    },
  },
} as const

export const people: Command = {
  name: 'people',
  about: { zh: '列出可以登录的人员', en: 'the people who may sign in' },
  usage: '',
  words: { least: 0, most: 0 },
  options: {},
  examples: ['xinheng people', 'xinheng people --json'],
  async run(_given, desk) {
    return withDatabase(desk, { name: 'people', mayMake: false }, async ({ pool }) => {
      const { people: allPeople } = await import('../access/store-people.ts')
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
    ...ownOption,
    ...reasonOption,
  },
  more: [
    {
      zh: '密码在终端输入（不显示），或从标准输入读取一行；不作为参数。',
      en: 'The password is asked for at the terminal, unseen, or read as a line of standard input; it is never an argument.',
    },
    {
      zh: '除第一位管理员外，密码只用于首次登录（72 小时内），登录后须改为自己的密码；--own 表示由本人设定。',
      en: 'But for the first administrator it is good for the first sign-in, within 72 hours, and another is chosen there; --own says that the person chose it.',
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
      const { hasAdministrator, personByLogin } = await import('../access/store-people.ts')
      const { enrol } = await import('../access/administer-people.ts')
      const { addFirstAdministrator } = await import('./demo/empty.ts')
      const isFirst = role === 'administrator' && !(await hasAdministrator(pool))
      if (await personByLogin(pool, login)) {
        throw new Refusal(
          'login-taken',
          { zh: `登录名 ${login} 已被使用，请另选一个。`, en: `The login ${login} is taken; choose another.` },
          409,
        )
      }
      const password = await askPassword(desk, login)
      const ask = {
        person,
        password,
        isOwn: given.flag('own'),
        reason: reasonOf(given),
        by: commandCaller('administrator'),
      }
      const id = isFirst
        ? await addFirstAdministrator(pool, { ...person, password }, desk.now())
        : (await enrol(pool, ask, undefined, desk.now())).id
      if (desk.isJson) desk.voice.print(JSON.stringify({ id, ...person }))
      else desk.voice.print(desk.voice.words({ zh: `已添加 ${login}（${role}）。`, en: `Added ${login} (${role}).` }))
      return exit.done
    })
  },
}

export const peopleChange: Command = {
  name: 'people change',
  about: { zh: '更改姓名、角色、单位或地区', en: 'another name, role, body or region' },
  usage: 'LOGIN [--name NAME] [--role ROLE] [--body CODE] [--region REGION]',
  words: { least: 1, most: 1 },
  options: {
    name: { value: 'NAME', about: { zh: '姓名', en: 'the name shown' } },
    role: { value: 'ROLE', choices: signedInRoles, about: { zh: '角色', en: 'role' } },
    body: { value: 'CODE', about: { zh: '所在单位代码', en: 'code of the body worked for' } },
    region: { value: 'REGION', about: { zh: '行政区划代码，6 位', en: 'region, six digits' } },
    ...reasonOption,
  },
  more: [
    {
      zh: '角色、单位或地区更改后，其所有会话立即结束。',
      en: 'When role, body or region change, all sessions of the person end at once.',
    },
  ],
  examples: ['xinheng people change wang --role clerk --reason 转岗'],
  async run(given, desk) {
    const login = given.words[0]!
    return withDatabase(desk, { name: 'people', mayMake: false }, async ({ pool }) => {
      const { changePerson } = await import('../access/administer-people.ts')
      const [name, role, body, region] = ['name', 'role', 'body', 'region'].map((field) => given.text(field))
      const facts = { name, role: role as Role | undefined, body, region }
      const ask = { login, facts, reason: reasonOf(given), by: commandCaller('administrator') }
      await changePerson(pool, ask, undefined, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify({ login, ...facts }))
      else desk.voice.print(desk.voice.words({ zh: `已更改 ${plain(login)}。`, en: `${plain(login)} was changed.` }))
      return exit.done
    })
  },
}

const acted = (
  name: string,
  act: PersonAct,
  about: Command['about'],
  says: { zh: string; en: string },
  outcome: object,
): Command => ({
  name: `people ${name}`,
  about,
  usage: 'LOGIN',
  words: { least: 1, most: 1 },
  options: { ...(act === 'give-password' ? ownOption : {}), ...reasonOption },
  examples: [`xinheng people ${name} wang`],
  async run(given, desk) {
    const login = given.words[0]!
    return withDatabase(desk, { name: 'people', mayMake: false }, async ({ pool }) => {
      const { actOnPerson } = await import('../access/administer-people.ts')
      const { personByLogin } = await import('../access/store-people.ts')
      const { noSuchPerson } = await import('../access/sign-in.ts')
      if (!(await personByLogin(pool, login))) throw noSuchPerson(plain(login))
      const typed =
        act === 'give-password' ? { password: await askPassword(desk, login), isOwn: given.flag('own') } : {}
      const ask = { login, act, ...typed, reason: reasonOf(given), by: commandCaller('administrator') }
      await actOnPerson(pool, ask, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify({ login, ...outcome }))
      else desk.voice.print(`${desk.voice.words(says)} ${login}`)
      return exit.done
    })
  },
})

export const peoplePassword = acted(
  'password',
  'give-password',
  { zh: '设置密码，同时结束其所有会话', en: 'give another password; all sessions of the person end' },
  { zh: '已更改密码', en: 'has another password:' },
  {},
)
export const peopleUnlock = acted(
  'unlock',
  'unlock',
  { zh: '解除因多次输错密码的锁定', en: 'lift the lock that wrong passwords brought' },
  { zh: '已解锁', en: 'unlocked' },
  {},
)
export const peopleEndSessions = acted(
  'end-sessions',
  'end-sessions',
  { zh: '结束其所有登录会话', en: 'end all sessions of somebody' },
  { zh: '已结束会话', en: 'sessions ended:' },
  {},
)
export const peopleDisable = acted(
  'disable',
  'disable',
  { zh: '停用，会话立即结束', en: 'stop somebody from signing in; sessions end at once' },
  { zh: '已停用', en: 'disabled' },
  { isActive: false },
)
export const peopleEnable = acted(
  'enable',
  'enable',
  { zh: '重新启用', en: 'let somebody sign in again' },
  { zh: '已启用', en: 'enabled' },
  { isActive: true },
)

/** Six digits, or nothing. */
export function assertRegion(region: string): void {
  if (region === '' || /^\d{6}$/.test(region)) return
  throw new Refusal('region-malformed', {
    zh: `地区“${plain(region)}”应为 6 位行政区划代码，例如 990101。`,
    en: `The region "${plain(region)}" is a code of six digits, such as 990101.`,
  })
}
