import { Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Select from 'antd/es/select'
import { useState } from 'react'
import { personStateWords, roleWords } from '../../../src/http/list-words.ts'
import type { NewPersonAsk, PersonActAsk, PersonView } from '../../../src/http/schemas/people.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayInstant } from '../../ui/dates.ts'
import { actOnPerson, addPerson, changePerson, people } from '../api.ts'
import { useReading } from '../language.tsx'
import { BodyCell, RowActions, useAdministered, useCodeLacks, useFacts } from '../parts/administered.tsx'
import { Field } from '../parts/field.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { optionsOf } from '../parts/grid-filters.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page } from '../parts/page.tsx'
import { ReasonForm } from '../parts/reason-form.tsx'
import { useMe } from '../session.ts'

type Role = PersonView['role']
const roles = ['officer', 'clerk', 'credit-office', 'auditor', 'administrator'] as const satisfies readonly Role[]

type Act = PersonActAsk['act']
const acts: Record<Act, Says & { says: Says; isDanger?: true }> = {
  'give-password': {
    zh: '设置一次性密码',
    en: 'Give a one-time password',
    says: {
      zh: '现用密码立即失效，其所有登录结束。新的一次性密码只显示一次，72 小时内登录并改为自己的密码。',
      en: 'The present password ends at once, and all sign-ins with it. The one-time password is shown once; within 72 hours its owner signs in and chooses another.',
    },
  },
  unlock: {
    zh: '解除锁定',
    en: 'Unlock',
    says: { zh: '输错密码的计数清零。', en: 'Wrong passwords are counted anew.' },
  },
  'end-sessions': {
    zh: '结束所有登录',
    en: 'End all sign-ins',
    says: { zh: '其所有设备立即退出登录。', en: 'All devices of this person are signed out at once.' },
  },
  disable: {
    zh: '停用',
    en: 'Disable',
    isDanger: true,
    says: {
      zh: '不能再登录，已有的登录立即结束；记录保留。',
      en: 'No more signing in; sign-ins end at once. What was done stays on record.',
    },
  },
  enable: {
    zh: '启用',
    en: 'Enable',
    says: { zh: '可以用原有密码登录。', en: 'May sign in with the password they had.' },
  },
}

/** 人员: who may sign in, in which role, for which body and region. */
export function PeoplePage() {
  const { say, t } = useReading()
  const me = useMe()
  const state = useGridState('people')
  const on = useAdministered<PersonView, Act>(['people'])
  const { edited, acted } = on
  const filters: GridFilter[] = [
    { kind: 'text', id: 'text', says: { zh: '登录名或姓名', en: 'Login or name' }, most: 64 },
    { kind: 'choice', id: 'role', says: { zh: '角色', en: 'Role' }, options: optionsOf(roles, roleWords, say) },
    {
      kind: 'choice',
      id: 'state',
      says: { zh: '状态', en: 'State' },
      options: optionsOf(states, personStateWords, say),
    },
    { kind: 'text', id: 'body', says: { zh: '单位代码', en: 'Code of the body' }, most: 18, isMore: true },
  ]
  const password = (login: string, value: string | undefined) =>
    value === undefined
      ? undefined
      : {
          title: t(`${login} 的一次性密码`, `One-time password for ${login}`),
          value,
          says: t(
            '请当面或以其他安全方式交给本人，72 小时内有效。',
            'Hand it over in person or in another safe way. It is good for 72 hours.',
          ),
        }
  return (
    <Page
      title={t('人员', 'People')}
      lead={t(
        '谁可以登录、以什么角色、为哪个单位和地区办理。每次变更都写明理由并留痕；管理员看不到信用数据，也不能给自己授权。',
        'Who may sign in, in which role, for which body and region. Each change has a reason and stays on record; an administrator sees no credit data and gives themselves no right.',
      )}
      actions={
        <Button type="primary" onClick={() => on.edit('new')}>
          {t('添加人员', 'Add somebody')}
        </Button>
      }
    >
      <Grid
        name="people"
        caption={t('可以登录的人员', 'People who may sign in')}
        state={state}
        columns={useColumns(on)}
        filters={filters}
        usualSort="login"
        orders={[{ sort: 'login', says: { zh: '登录名 ↑', en: 'Login ↑' } }]}
        queryKey={['people']}
        load={(ask) => people({ ...ask, limit: 50 })}
        rowKey={({ login }) => login}
        exported={{ path: '/v1/people/export', columns: { body: 'body,code,region', name: 'name,login', acts: '' } }}
        empty={<Nothing title={t('还没有人员', 'There is nobody yet')} />}
      />
      {edited && (
        <Edit
          before={edited === 'new' ? undefined : edited}
          isOneself={edited !== 'new' && edited.login === me.who}
          close={on.close}
          save={async ({ login, ...facts }, reason) => {
            if (edited !== 'new') {
              await changePerson(login, { ...facts, reason })
              return on.done()
            }
            const made = await addPerson({ login, ...facts, reason })
            await on.done(password(made.person.login, made.oneTimePassword))
          }}
        />
      )}
      {acted && (
        <ReasonForm
          title={`${say(acts[acted.act])} · ${acted.row.name}（${acted.row.login}）`}
          says={say(acts[acted.act].says)}
          confirm={say(acts[acted.act])}
          isDanger={acts[acted.act].isDanger === true}
          close={on.close}
          send={async (reason) => {
            const { login } = acted.row
            const { oneTimePassword } = await actOnPerson(login, { act: acted.act, reason })
            await on.done(password(login, oneTimePassword))
          }}
        />
      )}
      {on.onceShown}
    </Page>
  )
}

const states = Object.keys(personStateWords) as (keyof typeof personStateWords)[]

type On = ReturnType<typeof useAdministered<PersonView, Act>>

function useColumns({ edit, act }: On): GridColumn<PersonView>[] {
  const { language, say, t } = useReading()
  const me = useMe()
  return [
    {
      id: 'name',
      says: { zh: '姓名、登录名', en: 'Name, login' },
      sort: 'name',
      isHead: true,
      cell: ({ name, login }) => (
        <>
          {name}
          <span className="soft under">
            <code>{login}</code>
          </span>
        </>
      ),
    },
    { id: 'role', says: { zh: '角色', en: 'Role' }, cell: ({ role }) => say(roleWords[role]) },
    { id: 'body', says: { zh: '单位、地区', en: 'Body, region' }, cell: (one) => <BodyCell {...one} /> },
    { id: 'state', says: { zh: '状态', en: 'State' }, cell: (one) => <StateOf one={one} /> },
    {
      id: 'seen',
      isWhole: true,
      says: { zh: '最近登录', en: 'Last signed in' },
      sort: 'seen',
      cell: ({ lastInAt, sessions }) => (
        <>
          {lastInAt ? sayInstant(lastInAt, language) : t('从未登录', 'has never signed in')}
          {sessions > 0 && (
            <span className="soft under">
              {t(`现有 ${sessions} 个登录`, sessions === 1 ? 'signed in once now' : `signed in ${sessions} times now`)}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'since',
      says: { zh: '添加时间', en: 'Since' },
      isExtra: true,
      cell: ({ since }) => sayInstant(since, language),
    },
    {
      id: 'acts',
      says: { zh: '办理', en: 'Actions' },
      cell: (one) => (
        <RowActions
          name={one.login}
          edit={() => edit(one)}
          acts={
            one.login === me.who
              ? []
              : actsFor(one).map((name) => ({ words: say(acts[name]), press: () => act({ row: one, act: name }) }))
          }
          record={{ kind: 'person', target: one.login }}
        >
          {one.login === me.who && <Link to="/account">{t('我的登录', 'My sign-ins')}</Link>}
        </RowActions>
      ),
    },
  ]
}

function actsFor(one: PersonView): Act[] {
  if (!one.isActive) return ['enable']
  return [
    ...(one.lockedUntil ? (['unlock'] as const) : []),
    'give-password',
    ...(one.sessions > 0 ? (['end-sessions'] as const) : []),
    'disable',
  ]
}

function StateOf({ one }: { one: PersonView }) {
  const { language, say, t } = useReading()
  if (!one.isActive) return <span className="tag">{say(personStateWords.disabled)}</span>
  return (
    <>
      {one.lockedUntil && (
        <>
          <span className="tag v-refused">{t('已锁定', 'locked')}</span>
          <span className="soft under">
            {t(`至 ${sayInstant(one.lockedUntil, language)}`, `until ${sayInstant(one.lockedUntil, language)}`)}
          </span>
        </>
      )}
      {one.oneTimeUntil && (
        <>
          <span className="tag v-accepted-with-warnings">{t('一次性密码', 'one-time password')}</span>
          <span className="soft under">
            {t(
              `${sayInstant(one.oneTimeUntil, language)} 前有效`,
              `good until ${sayInstant(one.oneTimeUntil, language)}`,
            )}
          </span>
        </>
      )}
      {!one.lockedUntil && !one.oneTimeUntil && <span className="tag state-done">{say(personStateWords.active)}</span>}
    </>
  )
}

type PersonFacts = Omit<NewPersonAsk, 'reason'>

function Edit(props: {
  before?: PersonView
  isOneself: boolean
  close: () => void
  save: (person: PersonFacts, reason: string) => Promise<void>
}) {
  const { say, t } = useReading()
  const { before, isOneself } = props
  const stood: PersonFacts = before ?? { login: '', name: '', role: 'officer', body: '', region: '' }
  const [role, setRole] = useState<Role>(stood.role)
  const lack = useCodeLacks(role !== 'administrator')
  const { one, id, field, isComplete } = useFacts(stood, [
    {
      name: 'login',
      label: t('登录名', 'Login'),
      most: 64,
      lack: (text) =>
        /^[a-z][a-z0-9._-]{1,63}$/.test(text)
          ? undefined
          : t(
              '小写字母开头，2 至 64 个小写字母、数字、点、横线或下划线',
              'Begins with a small letter; 2 to 64 small letters, digits, dots, hyphens or underscores',
            ),
    },
    {
      name: 'name',
      label: t('姓名', 'Name'),
      most: 64,
      lack: (text) => (text ? undefined : t('请填写姓名', 'Give a name')),
    },
    {
      name: 'body',
      label: t('所在单位代码', 'Code of the body'),
      most: 18,
      hint: t('决定其能报送、查看哪个单位的数据', 'Decides whose data may be reported and seen'),
      lack: lack.code,
      isFixed: isOneself,
    },
    {
      name: 'region',
      label: t('地区代码', 'Region'),
      most: 18,
      hint: t('六位；上级地区包含下级，如 990000 包含 990100', 'Six digits; 990000 covers 990100'),
      lack: lack.region,
      isFixed: isOneself,
    },
  ])
  return (
    <ReasonForm
      title={before ? t(`更改 ${before.login}`, `Change ${before.login}`) : t('添加人员', 'Add somebody')}
      says={
        isOneself
          ? t(
              '自己的角色、单位和地区由另一位管理员更改。',
              'Your own role, body and region are changed by another administrator.',
            )
          : before
            ? t(
                '更改角色、单位或地区后，其所有登录立即结束。',
                'When role, body or region change, all sign-ins of the person end at once.',
              )
            : t('添加后显示一次性密码，请交给本人。', 'A one-time password is shown then, to be handed over.')
      }
      isComplete={isComplete}
      confirm={before ? t('保存更改', 'Save') : t('添加', 'Add')}
      close={props.close}
      send={(reason) =>
        props.save({ login: one.login, name: one.name, role, body: one.body.trim(), region: one.region.trim() }, reason)
      }
    >
      {(isAsked) => (
        <>
          {!before && field('login', isAsked)}
          {field('name', isAsked)}
          <Field id={`${id}-role`} label={t('角色', 'Role')}>
            {(given) => (
              <Select
                {...given}
                value={role}
                disabled={isOneself}
                onChange={setRole}
                options={optionsOf(roles, roleWords, say)}
              />
            )}
          </Field>
          {field('body', isAsked)}
          {field('region', isAsked)}
        </>
      )}
    </ReasonForm>
  )
}
