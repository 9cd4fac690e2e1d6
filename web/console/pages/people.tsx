import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { type FormEvent, useId, useState } from 'react'
import type { NewPersonAsk, PersonActAsk, PersonView } from '../../../src/http/schemas/people.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayInstant } from '../../ui/dates.ts'
import { actOnPerson, addPerson, changePerson, people } from '../api.ts'
import { useReading } from '../language.tsx'
import { Field } from '../parts/field.tsx'
import { OnceShown } from '../parts/once-shown.tsx'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ReasonForm } from '../parts/reason-form.tsx'
import { useMe } from '../session.ts'
import { roleWords } from '../verdict-words.ts'

const route = getRouteApi('/in/people')

type Role = PersonView['role']
const roles = ['officer', 'clerk', 'credit-office', 'auditor', 'administrator'] as const satisfies readonly Role[]
const states = {
  active: { zh: '在用', en: 'may sign in' },
  disabled: { zh: '已停用', en: 'disabled' },
  locked: { zh: '因密码错误锁定', en: 'locked by wrong passwords' },
  'one-time': { zh: '尚未设置自己的密码', en: 'no password of their own yet' },
} as const satisfies Record<string, Says>
type State = keyof typeof states

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
  const { t } = useReading()
  const { text, role, state, after } = route.useSearch()
  const ask = {
    ...(text ? { text } : {}),
    ...(isRole(role) ? { role } : {}),
    ...(isState(state) ? { state } : {}),
    ...(after ? { after } : {}),
  }
  const list = useQuery({ queryKey: ['people', ask], queryFn: () => people({ ...ask, limit: 50 }) })
  const queries = useQueryClient()
  const [isAdding, setAdding] = useState(false)
  const [given, setGiven] = useState<{ login: string; password: string }>()
  const done = async (login: string, password?: string) => {
    if (password) setGiven({ login, password })
    await queries.invalidateQueries({ queryKey: ['people'] })
  }
  return (
    <Page
      title={t('人员', 'People')}
      lead={t(
        '谁可以登录、以什么角色、为哪个单位和地区办理。每次变更都写明理由并留痕；管理员看不到信用数据，也不能给自己授权。',
        'Who may sign in, in which role, for which body and region. Each change has a reason and stays on record; an administrator sees no credit data and gives themselves no right.',
      )}
      actions={
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('添加人员', 'Add somebody')}
        </Button>
      }
    >
      <Filters />
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {list.isPending && <PageWaits />}
      {list.data?.rows.length === 0 && (
        <Nothing title={t('没有符合条件的人员', 'Nobody fits')}>
          <Link to="/people" className="button-link">
            {t('清除条件', 'Drop the filters')}
          </Link>
        </Nothing>
      )}
      {list.data && list.data.rows.length > 0 && <Rows rows={list.data.rows} done={done} />}
      <nav className="form-actions pager" aria-label={t('翻页', 'Pages of the list')}>
        {after && (
          <Link to="/people" search={{ text, role, state }} className="button-link">
            {t('回到首页', 'Back to the first')}
          </Link>
        )}
        {list.data?.next && (
          <Link to="/people" search={{ text, role, state, after: list.data.next }} className="button-link">
            {t('下一页', 'Next')}
          </Link>
        )}
      </nav>
      {isAdding && (
        <Edit
          close={() => setAdding(false)}
          save={async (person, reason) => {
            const made = await addPerson({ ...person, reason })
            setAdding(false)
            await done(made.person.login, made.oneTimePassword)
          }}
        />
      )}
      {given && (
        <OnceShown
          title={t(`${given.login} 的一次性密码`, `One-time password for ${given.login}`)}
          value={given.password}
          says={t(
            '请当面或以其他安全方式交给本人，72 小时内有效。',
            'Hand it over in person or in another safe way. It is good for 72 hours.',
          )}
          close={() => setGiven(undefined)}
        />
      )}
    </Page>
  )
}

const isRole = (text?: string): text is Role => roles.some((one) => one === text)
const isState = (text?: string): text is State => text !== undefined && Object.hasOwn(states, text)

function Filters() {
  const { say, t } = useReading()
  const id = useId()
  const { text, role, state } = route.useSearch()
  const navigate = route.useNavigate()
  const [typed, setTyped] = useState(text ?? '')
  const go = (part: { text?: string; role?: string; state?: string }) =>
    void navigate({ search: { text, role, state, ...part, after: undefined } })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    go({ text: typed.trim() || undefined })
  }
  const any = { value: '', label: t('全部', 'All') }
  return (
    <search className="people-filters">
      <form onSubmit={submit} className="fields three">
        <Field id={`${id}-text`} label={t('登录名或姓名', 'Login or name')} isOptional>
          {(field) => (
            <Input.Search
              {...field}
              value={typed}
              maxLength={64}
              onChange={(event) => setTyped(event.target.value)}
              onSearch={(value) => go({ text: value.trim() || undefined })}
              enterButton={t('查找', 'Find')}
            />
          )}
        </Field>
        <Field id={`${id}-role`} label={t('角色', 'Role')} isOptional>
          {(field) => (
            <Select
              {...field}
              value={isRole(role) ? role : ''}
              onChange={(value) => go({ role: value || undefined })}
              options={[any, ...roles.map((one) => ({ value: one, label: say(roleWords[one]) }))]}
            />
          )}
        </Field>
        <Field id={`${id}-state`} label={t('状态', 'State')} isOptional>
          {(field) => (
            <Select
              {...field}
              value={isState(state) ? state : ''}
              onChange={(value) => go({ state: value || undefined })}
              options={[
                any,
                ...(Object.keys(states) as State[]).map((one) => ({ value: one, label: say(states[one]) })),
              ]}
            />
          )}
        </Field>
      </form>
    </search>
  )
}

type Done = (login: string, password?: string) => Promise<void>

function Rows({ rows, done }: { rows: PersonView[]; done: Done }) {
  const { language, say, t } = useReading()
  const me = useMe()
  const [edited, setEdited] = useState<PersonView>()
  const [acted, setActed] = useState<{ person: PersonView; act: Act }>()
  return (
    <>
      <table className="grid">
        <caption className="sr-only">{t('可以登录的人员', 'People who may sign in')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('姓名、登录名', 'Name, login')}</th>
            <th scope="col">{t('角色', 'Role')}</th>
            <th scope="col">{t('单位、地区', 'Body, region')}</th>
            <th scope="col">{t('状态', 'State')}</th>
            <th scope="col">{t('最近登录', 'Last signed in')}</th>
            <th scope="col">{t('办理', 'Actions')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.login}>
              <th scope="row">
                {one.name}
                <span className="soft under">
                  <code>{one.login}</code>
                </span>
              </th>
              <td>{say(roleWords[one.role])}</td>
              <td>
                {one.bodyName || one.body || '—'}
                <span className="soft under">{[one.bodyName && one.body, one.region].filter(Boolean).join(' · ')}</span>
              </td>
              <td>
                <StateOf one={one} />
              </td>
              <td>
                {one.lastInAt ? sayInstant(one.lastInAt, language) : t('从未登录', 'has never signed in')}
                {one.sessions > 0 && (
                  <span className="soft under">
                    {t(
                      `现有 ${one.sessions} 个登录`,
                      one.sessions === 1 ? 'signed in once now' : `signed in ${one.sessions} times now`,
                    )}
                  </span>
                )}
              </td>
              <td>
                <div className="row-actions">
                  <button type="button" className="quiet" onClick={() => setEdited(one)}>
                    {t('更改', 'Change')}
                    <span className="sr-only">{` ${one.login}`}</span>
                  </button>
                  {one.login === me.who ? (
                    <Link to="/account">{t('我的登录', 'My sign-ins')}</Link>
                  ) : (
                    actsFor(one).map((act) => (
                      <button key={act} type="button" className="quiet" onClick={() => setActed({ person: one, act })}>
                        {say(acts[act])}
                        <span className="sr-only">{` ${one.login}`}</span>
                      </button>
                    ))
                  )}
                  <Link to="/access-changes" search={{ kind: 'person', target: one.login }}>
                    {t('记录', 'Record')}
                    <span className="sr-only">{` ${one.login}`}</span>
                  </Link>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {edited && (
        <Edit
          before={edited}
          isOneself={edited.login === me.who}
          close={() => setEdited(undefined)}
          save={async ({ login, ...facts }, reason) => {
            await changePerson(login, { ...facts, reason })
            setEdited(undefined)
            await done(login)
          }}
        />
      )}
      {acted && (
        <ReasonForm
          title={`${say(acts[acted.act])} · ${acted.person.name}（${acted.person.login}）`}
          says={say(acts[acted.act].says)}
          confirm={say(acts[acted.act])}
          isDanger={acts[acted.act].isDanger === true}
          close={() => setActed(undefined)}
          send={async (reason) => {
            const answer = await actOnPerson(acted.person.login, { act: acted.act, reason })
            setActed(undefined)
            await done(acted.person.login, answer.oneTimePassword)
          }}
        />
      )}
    </>
  )
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
  if (!one.isActive) return <span className="tag">{say(states.disabled)}</span>
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
      {!one.lockedUntil && !one.oneTimeUntil && <span className="tag state-done">{say(states.active)}</span>}
    </>
  )
}

function Edit(props: {
  before?: PersonView
  isOneself?: boolean
  close: () => void
  save: (person: Omit<NewPersonAsk, 'reason'>, reason: string) => Promise<void>
}) {
  const { say, t } = useReading()
  const id = useId()
  const { before, isOneself = false } = props
  const [one, setOne] = useState<Omit<NewPersonAsk, 'reason'>>({
    login: before?.login ?? '',
    name: before?.name ?? '',
    role: before?.role ?? 'officer',
    body: before?.body ?? '',
    region: before?.region ?? '',
  })
  const change = (part: Partial<typeof one>) => setOne((now) => ({ ...now, ...part }))
  const isAdministrator = one.role === 'administrator'
  const lacks = {
    login: /^[a-z][a-z0-9._-]{1,63}$/.test(one.login)
      ? undefined
      : t(
          '小写字母开头，2 至 64 个小写字母、数字、点、横线或下划线',
          'Begins with a small letter; 2 to 64 small letters, digits, dots, hyphens or underscores',
        ),
    name: one.name.trim() ? undefined : t('请填写姓名', 'Give a name'),
    body:
      /^[0-9A-Z]{18}$/i.test(one.body.trim()) || (isAdministrator && !one.body.trim())
        ? undefined
        : t('请填写 18 位统一社会信用代码', 'Give the code of 18 characters'),
    region:
      /^\d{6}$/.test(one.region.trim()) || (isAdministrator && !one.region.trim())
        ? undefined
        : t('请填写 6 位行政区划代码', 'Give the region code of 6 digits'),
  }
  const text = (name: keyof typeof lacks, label: string, isAsked: boolean, hint?: string, isFixed = false) => (
    <Field id={`${id}-${name}`} label={label} error={isAsked ? lacks[name] : undefined} hint={hint}>
      {(field) => (
        <Input
          {...field}
          value={one[name]}
          disabled={isFixed}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={name === 'name' ? 64 : name === 'login' ? 64 : 18}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
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
      isComplete={Object.values(lacks).every((one) => one === undefined)}
      confirm={before ? t('保存更改', 'Save') : t('添加', 'Add')}
      close={props.close}
      send={(reason) => props.save({ ...one, body: one.body.trim(), region: one.region.trim() }, reason)}
    >
      {(isAsked) => (
        <>
          {!before && text('login', t('登录名', 'Login'), isAsked)}
          {text('name', t('姓名', 'Name'), isAsked)}
          <Field id={`${id}-role`} label={t('角色', 'Role')}>
            {(field) => (
              <Select
                {...field}
                value={one.role}
                disabled={isOneself}
                onChange={(role: Role) => change({ role })}
                options={roles.map((role) => ({ value: role, label: say(roleWords[role]) }))}
              />
            )}
          </Field>
          {text(
            'body',
            t('所在单位代码', 'Code of the body'),
            isAsked,
            t('决定其能报送、查看哪个单位的数据', 'Decides whose data may be reported and seen'),
            isOneself,
          )}
          {text(
            'region',
            t('地区代码', 'Region'),
            isAsked,
            t('六位；上级地区包含下级，如 990000 包含 990100', 'Six digits; 990000 covers 990100'),
            isOneself,
          )}
        </>
      )}
    </ReasonForm>
  )
}
