/** `xinheng clients`: other systems that ask, each with a key and what it may. */
import { scopes as allScopes, type Scope } from '../access/permits.ts'
import { Refusal } from '../refusal.ts'
import type { Role } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, exit, type Given, NotUnderstood } from './command.ts'
import { commandCaller, withDatabase } from './open.ts'
import { assertRegion, reasonOf, reasonOption } from './people.ts'
import { signedInRoles } from './words.ts'

export const clients: Command = {
  name: 'clients',
  about: { zh: '列出接口客户端', en: 'the API clients' },
  usage: '',
  words: { least: 0, most: 0 },
  options: {},
  examples: ['xinheng clients', 'xinheng clients --json'],
  async run(_given, desk) {
    return withDatabase(desk, { name: 'clients', mayMake: false }, async ({ pool }) => {
      const { clients: allClients } = await import('../access/store.ts')
      const found = await allClients(pool)
      if (desk.isJson) for (const client of found) desk.voice.print(JSON.stringify(client))
      else if (found.length === 0)
        desk.voice.say({ zh: '还没有接口客户端：xinheng clients add', en: 'There is none yet: xinheng clients add' })
      else {
        const off = desk.voice.words({ zh: '已停用', en: 'disabled' })
        const rows = found.map((one) => [
          String(one.id),
          plain(one.name),
          one.role,
          one.body,
          one.region,
          one.scopes.join(','),
          one.isActive ? '' : off,
        ])
        desk.voice.print(inColumns(rows))
      }
      return exit.done
    })
  },
}

const checksOption = {
  value: 'N',
  takes: 'count',
  about: { zh: '每日核查次数；不写按服务器设置', en: 'checks a day; the server’s setting where not said' },
} as const

export const clientsAdd: Command = {
  name: 'clients add',
  about: { zh: '添加接口客户端；密钥只显示这一次', en: 'add an API client; its key is shown this once' },
  usage: '--name NAME --role ROLE --body CODE --region REGION --scopes a,b',
  words: { least: 0, most: 0 },
  options: {
    name: { value: 'NAME', isRequired: true, about: { zh: '系统名称', en: 'name of the system' } },
    role: {
      value: 'ROLE',
      isRequired: true,
      choices: signedInRoles,
      about: { zh: `角色：${signedInRoles.join('、')}`, en: `one of ${signedInRoles.join(', ')}` },
    },
    body: { value: 'CODE', isRequired: true, about: { zh: '所属单位代码', en: 'code of the body it belongs to' } },
    region: { value: 'REGION', isRequired: true, about: { zh: '行政区划代码，6 位', en: 'region, six digits' } },
    scopes: {
      value: 'a,b',
      isRequired: true,
      about: { zh: `范围：${allScopes.join('、')}`, en: `what it may: ${allScopes.join(', ')}` },
    },
    'checks-a-day': checksOption,
    ...reasonOption,
  },
  more: [
    {
      zh: '密钥写在标准输出，平台只保存其摘要，无法再次显示。',
      en: 'The key goes to standard output. The platform keeps a digest of it alone and cannot show it again.',
    },
  ],
  examples: [
    'xinheng clients add --name 审批系统 --role clerk --body 12990101000000003X --region 990101 --scopes check,report',
  ],
  async run(given, desk) {
    const region = given.must('region')
    assertRegion(region)
    const client = {
      name: given.must('name'),
      role: given.must('role') as Role,
      body: given.must('body'),
      region,
      scopes: [...new Set(given.list('scopes'))] as Scope[],
      ...(given.text('checks-a-day') === undefined ? {} : { checksADay: given.count('checks-a-day', 0) }),
    }
    return withDatabase(desk, { name: 'clients', mayMake: true }, async ({ pool }) => {
      const { enrolClient } = await import('../access/administer-clients.ts')
      const ask = { client, reason: reasonOf(given), by: commandCaller('administrator') }
      const { id, key } = await enrolClient(pool, ask, undefined, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify({ id, key, ...client }))
      else {
        desk.voice.say({
          zh: `已添加接口客户端 ${id}。密钥只显示这一次：`,
          en: `Added API client ${id}. Its key, shown this once:`,
        })
        desk.voice.print(key)
      }
      return exit.done
    })
  },
}

export const clientsQuota: Command = {
  name: 'clients quota',
  about: { zh: '设定一个接口客户端的每日核查次数', en: 'set how many checks a day an API client has' },
  usage: 'ID N',
  words: { least: 2, most: 2 },
  options: reasonOption,
  more: [
    {
      zh: 'N 为 0 表示按服务器设置。正在运行的服务器几秒后按新的次数计。',
      en: 'N 0 is the server’s setting. A running server counts by the new number within a few seconds.',
    },
  ],
  examples: ['xinheng clients quota 3 500000 --reason 扩大使用'],
  async run(given, desk) {
    const id = numberOf(given)
    const [, many = ''] = given.words
    if (!/^\d{1,9}$/.test(many)) {
      throw new NotUnderstood({ zh: '次数应为整数，0 表示按设置。', en: 'A whole number; 0 is what the settings say.' })
    }
    return withDatabase(desk, { name: 'clients', mayMake: false }, async ({ pool }) => {
      const { clientCache } = await import('../access/clients.ts')
      const { changeClient } = await import('../access/administer-clients.ts')
      const checksADay = Number(many)
      const ask = { id, facts: { checksADay }, reason: reasonOf(given), by: commandCaller('administrator') }
      await changeClient(pool, clientCache(pool), ask, undefined, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify({ id, checksADay }))
      else
        desk.voice.say({
          zh:
            checksADay === 0
              ? `接口客户端 ${id} 的每日核查次数按服务器设置。`
              : `接口客户端 ${id} 每日可核查 ${checksADay} 次。`,
          en:
            checksADay === 0
              ? `API client ${id} has the server’s number of checks a day.`
              : `API client ${id} has ${checksADay} checks a day.`,
        })
      return exit.done
    })
  },
}

function numberOf(given: Given): number {
  const [id] = given.words
  if (!/^\d{1,15}$/.test(id!)) {
    throw new Refusal(
      'client-unknown',
      { zh: `没有接口客户端 ${plain(id!)}。`, en: `There is no API client ${plain(id!)}.` },
      404,
    )
  }
  return Number(id)
}

const seconds = {
  zh: '正在运行的服务器几秒后不再接受它的密钥。',
  en: 'A running server stops taking its key within a few seconds.',
}

const turned = (name: 'disable' | 'enable', about: Says, says: (id: number) => Says): Command => ({
  name: `clients ${name}`,
  about,
  usage: 'ID',
  words: { least: 1, most: 1 },
  options: reasonOption,
  more: name === 'disable' ? [seconds] : [],
  examples: [`xinheng clients ${name} 3`],
  async run(given, desk) {
    const id = numberOf(given)
    return withDatabase(desk, { name: 'clients', mayMake: false }, async ({ pool }) => {
      const { clientCache } = await import('../access/clients.ts')
      const { actOnClient } = await import('../access/administer-clients.ts')
      const ask = { id, act: name, reason: reasonOf(given), by: commandCaller('administrator') }
      await actOnClient(pool, clientCache(pool), ask, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify({ id, isActive: name === 'enable' }))
      else desk.voice.print(desk.voice.words(says(id)))
      return exit.done
    })
  },
})

export const clientsDisable = turned('disable', { zh: '停用接口客户端', en: 'disable an API client' }, (id) => ({
  zh: `已停用接口客户端 ${id}。`,
  en: `API client ${id} is disabled.`,
}))
export const clientsEnable = turned(
  'enable',
  { zh: '重新启用接口客户端', en: 'let an API client ask again' },
  (id) => ({ zh: `已启用接口客户端 ${id}。`, en: `API client ${id} may ask again.` }),
)

export const clientsKey: Command = {
  name: 'clients key',
  about: { zh: '更换密钥；新密钥只显示这一次', en: 'change the key; the new one is shown this once' },
  usage: 'ID [--overlap 24|168]',
  words: { least: 1, most: 1 },
  options: {
    overlap: {
      value: '0|24|168',
      choices: ['0', '24', '168'],
      about: { zh: '旧密钥继续有效的小时数，缺省为 0', en: 'hours the old key stays good; 0 when not said' },
    },
    ...reasonOption,
  },
  more: [seconds],
  examples: ['xinheng clients key 3 --overlap 24 --reason 年度更换'],
  async run(given, desk) {
    const id = numberOf(given)
    return withDatabase(desk, { name: 'clients', mayMake: false }, async ({ pool }) => {
      const { clientCache } = await import('../access/clients.ts')
      const { actOnClient } = await import('../access/administer-clients.ts')
      const overlap = given.count('overlap', 0)
      const ask = {
        id,
        act: 'change-key' as const,
        overlap,
        reason: reasonOf(given),
        by: commandCaller('administrator'),
      }
      const { key } = await actOnClient(pool, clientCache(pool), ask, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify({ id, key }))
      else {
        desk.voice.say({
          zh: `已更换接口客户端 ${id} 的密钥。新密钥只显示这一次：`,
          en: `API client ${id} has another key, shown this once:`,
        })
        desk.voice.print(key!)
      }
      return exit.done
    })
  },
}
