import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useId, useState } from 'react'
import type { ClientView, NewClientAsk } from '../../../src/http/schemas/people.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayInstant } from '../../ui/dates.ts'
import { actOnClient, addClient, changeClient, clients } from '../api.ts'
import { wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { Field, FieldGroup } from '../parts/field.tsx'
import { OnceShown } from '../parts/once-shown.tsx'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ReasonForm } from '../parts/reason-form.tsx'
import { roleWords } from '../verdict-words.ts'

type Scope = NewClientAsk['scopes'][number]
const scopeWords: Record<Scope, Says> = {
  submit: { zh: '报送', en: 'submit' },
  'read-submissions': { zh: '读取报送结果', en: 'read submissions' },
  check: { zh: '信用核查', en: 'check' },
  report: { zh: '信用报告', en: 'report' },
  file: { zh: '信用档案', en: 'credit file' },
}
const scopes = Object.keys(scopeWords) as Scope[]
const roles = ['officer', 'clerk', 'credit-office', 'auditor'] as const

type Act = 'change-key' | 'disable' | 'enable'

/** 接口客户端: other systems that ask, each with a key of its own. */
export function ClientsPage() {
  const { language, say, t } = useReading()
  const queries = useQueryClient()
  const list = useQuery({ queryKey: ['clients'], queryFn: clients })
  const [edited, setEdited] = useState<ClientView | 'new'>()
  const [acted, setActed] = useState<{ client: ClientView; act: Act }>()
  const [given, setGiven] = useState<{ name: string; key: string }>()
  const done = async (name: string, key?: string) => {
    setEdited(undefined)
    setActed(undefined)
    if (key) setGiven({ name, key })
    await queries.invalidateQueries({ queryKey: ['clients'] })
  }
  return (
    <Page
      title={t('接口客户端', 'API clients')}
      lead={t(
        '审批系统等其他系统以各自的密钥调用接口，只能做所列范围内的事。密钥只显示一次，平台只保存摘要。',
        'Other systems, such as for approvals, ask with a key of their own and may do what its scopes say. A key is shown once; the platform keeps a digest of it alone.',
      )}
      actions={
        <Button type="primary" onClick={() => setEdited('new')}>
          {t('添加接口客户端', 'Add a client')}
        </Button>
      }
    >
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {list.isPending && <PageWaits />}
      {list.data?.length === 0 && <Nothing title={t('还没有接口客户端', 'There is no client yet')} />}
      {list.data && list.data.length > 0 && (
        <table className="grid">
          <caption className="sr-only">{t('接口客户端', 'API clients')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('系统', 'System')}</th>
              <th scope="col">{t('单位、地区', 'Body, region')}</th>
              <th scope="col">{t('范围', 'Scopes')}</th>
              <th scope="col">{t('核查', 'Checks')}</th>
              <th scope="col">{t('最近使用', 'Last used')}</th>
              <th scope="col">{t('办理', 'Actions')}</th>
            </tr>
          </thead>
          <tbody>
            {list.data.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  {one.name}
                  <span className="soft under">
                    № {one.id} · {say(roleWords[one.role])}
                  </span>
                  {!one.isActive && <span className="tag">{t('已停用', 'disabled')}</span>}
                </th>
                <td>
                  {one.bodyName || one.body}
                  <span className="soft under">
                    {[one.bodyName && one.body, one.region].filter(Boolean).join(' · ')}
                  </span>
                </td>
                <td>
                  <ul className="tags">
                    {one.scopes.map((scope) => (
                      <li key={scope} className="tag">
                        {Object.hasOwn(scopeWords, scope) ? say(scopeWords[scope as Scope]) : scope}
                      </li>
                    ))}
                  </ul>
                </td>
                <td>
                  <span style={{ whiteSpace: 'nowrap' }}>
                    {t(
                      `今日 ${wholeNumber(one.checksToday, language)} / ${wholeNumber(one.checksADay, language)}`,
                      `${wholeNumber(one.checksToday, language)} of ${wholeNumber(one.checksADay, language)} today`,
                    )}
                  </span>
                  <span className="soft under">
                    {one.hasOwnChecksADay ? t('单独设定', 'set for it') : t('按平台设置', 'as the settings say')}
                  </span>
                </td>
                <td>
                  {one.lastUsedAt ? sayInstant(one.lastUsedAt, language) : t('从未使用', 'never')}
                  {one.oldKeyUntil && (
                    <span className="soft under">
                      {t(
                        `旧密钥至 ${sayInstant(one.oldKeyUntil, language)}`,
                        `old key until ${sayInstant(one.oldKeyUntil, language)}`,
                      )}
                    </span>
                  )}
                </td>
                <td>
                  <div className="row-actions">
                    <button type="button" className="quiet" onClick={() => setEdited(one)}>
                      {t('更改', 'Change')}
                      <span className="sr-only">{` ${one.name}`}</span>
                    </button>
                    {(one.isActive ? (['change-key', 'disable'] as const) : (['enable'] as const)).map((act) => (
                      <button key={act} type="button" className="quiet" onClick={() => setActed({ client: one, act })}>
                        {say(actWords[act])}
                        <span className="sr-only">{` ${one.name}`}</span>
                      </button>
                    ))}
                    <Link to="/access-changes" search={{ kind: 'client', target: String(one.id) }}>
                      {t('记录', 'Record')}
                      <span className="sr-only">{` ${one.name}`}</span>
                    </Link>
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {edited && <Edit before={edited === 'new' ? undefined : edited} close={() => setEdited(undefined)} done={done} />}
      {acted && <ActForm {...acted} close={() => setActed(undefined)} done={done} />}
      {given && (
        <OnceShown
          title={t(`${given.name} 的密钥`, `Key of ${given.name}`)}
          value={given.key}
          says={t('请以安全方式交给该系统的负责单位。', 'Hand it to whoever runs that system, in a safe way.')}
          close={() => setGiven(undefined)}
        />
      )}
    </Page>
  )
}

const actWords: Record<Act, Says> = {
  'change-key': { zh: '更换密钥', en: 'Change the key' },
  disable: { zh: '停用', en: 'Disable' },
  enable: { zh: '启用', en: 'Enable' },
}
const actSays: Record<Act, Says> = {
  'change-key': { zh: '新密钥只显示一次。', en: 'The new key is shown once.' },
  disable: { zh: '立即不再接受其密钥。', en: 'Its key is taken no more, at once.' },
  enable: { zh: '重新接受其密钥。', en: 'Its key is taken again.' },
}

type Done = (name: string, key?: string) => Promise<void>

function ActForm({ client, act, close, done }: { client: ClientView; act: Act; close: () => void; done: Done }) {
  const { say, t } = useReading()
  const id = useId()
  const [overlap, setOverlap] = useState<0 | 24 | 168>(24)
  return (
    <ReasonForm
      title={`${say(actWords[act])} · ${client.name}`}
      says={say(actSays[act])}
      confirm={say(actWords[act])}
      isDanger={act === 'disable'}
      close={close}
      send={async (reason) => {
        const ask = act === 'change-key' ? { act, overlap, reason } : { act, reason }
        await done(client.name, (await actOnClient(client.id, ask)).key)
      }}
    >
      {() =>
        act === 'change-key' && (
          <Field id={`${id}-overlap`} label={t('旧密钥', 'The old key')}>
            {(field) => (
              <Select
                {...field}
                value={overlap}
                onChange={setOverlap}
                options={[
                  { value: 0, label: t('立即失效（密钥已泄露时）', 'ends at once (when it leaked)') },
                  { value: 24, label: t('再有效 24 小时', 'stays good for 24 hours') },
                  { value: 168, label: t('再有效 7 天', 'stays good for 7 days') },
                ]}
              />
            )}
          </Field>
        )
      }
    </ReasonForm>
  )
}

function Edit({ before, close, done }: { before: ClientView | undefined; close: () => void; done: Done }) {
  const { say, t } = useReading()
  const id = useId()
  const [one, setOne] = useState<Omit<NewClientAsk, 'reason'>>({
    name: before?.name ?? '',
    role: before?.role ?? 'clerk',
    body: before?.body ?? '',
    region: before?.region ?? '',
    checksADay: before?.hasOwnChecksADay ? before.checksADay : 0,
    scopes: (before?.scopes.filter((scope) => Object.hasOwn(scopeWords, scope)) ?? []) as Scope[],
  })
  const change = (part: Partial<typeof one>) => setOne((now) => ({ ...now, ...part }))
  const lacks = {
    name: one.name.trim() ? undefined : t('请填写系统名称', 'Give the name of the system'),
    body: /^[0-9A-Z]{18}$/i.test(one.body.trim())
      ? undefined
      : t('请填写 18 位统一社会信用代码', 'Give the code of 18 characters'),
    region: /^\d{6}$/.test(one.region.trim())
      ? undefined
      : t('请填写 6 位行政区划代码', 'Give the region code of 6 digits'),
    scopes: one.scopes.length > 0 ? undefined : t('请至少选一项', 'Choose one at least'),
  }
  const text = (name: 'name' | 'body' | 'region', label: string, most: number, isAsked: boolean) => (
    <Field id={`${id}-${name}`} label={label} error={isAsked ? lacks[name] : undefined}>
      {(field) => (
        <Input
          {...field}
          value={one[name]}
          maxLength={most}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <ReasonForm
      title={before ? t(`更改 ${before.name}`, `Change ${before.name}`) : t('添加接口客户端', 'Add a client')}
      isComplete={Object.values(lacks).every((lack) => lack === undefined)}
      confirm={before ? t('保存更改', 'Save') : t('添加并显示密钥', 'Add, and show the key')}
      close={close}
      send={async (reason) => {
        const facts = {
          name: one.name,
          body: one.body.trim(),
          region: one.region.trim(),
          scopes: one.scopes,
          checksADay: one.checksADay,
        }
        if (before) await changeClient(before.id, { ...facts, reason })
        await done(one.name, before ? undefined : (await addClient({ ...one, ...facts, reason })).key)
      }}
    >
      {(isAsked) => (
        <>
          {text('name', t('系统名称', 'Name of the system'), 128, isAsked)}
          {!before && (
            <Field id={`${id}-role`} label={t('以何角色记入查阅台账', 'Role in the ledger')}>
              {(field) => (
                <Select
                  {...field}
                  value={one.role}
                  onChange={(role) => change({ role })}
                  options={roles.map((role) => ({ value: role, label: say(roleWords[role]) }))}
                />
              )}
            </Field>
          )}
          {text('body', t('所属单位代码', 'Code of the body'), 18, isAsked)}
          {text('region', t('地区代码', 'Region'), 6, isAsked)}
          <Field
            id={`${id}-checks`}
            label={t('每日核查次数（可不填）', 'Checks a day (optional)')}
            hint={t(
              '不填则按平台设置；零点（北京时间）重新计算',
              'Empty: as the settings say. Counted anew at midnight, Beijing time',
            )}
            isOptional
          >
            {(field) => (
              <Input
                {...field}
                inputMode="numeric"
                maxLength={9}
                value={one.checksADay ? String(one.checksADay) : ''}
                onChange={({ target }) => change({ checksADay: Number(target.value.replace(/\D/g, '')) })}
              />
            )}
          </Field>
          <FieldGroup
            id={`${id}-scopes`}
            label={t('范围', 'Scopes')}
            error={isAsked ? lacks.scopes : undefined}
            className="scope-choice"
          >
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                checked={one.scopes.includes(scope)}
                onChange={({ target }) =>
                  change({
                    scopes: scopes.filter((other) => (other === scope ? target.checked : one.scopes.includes(other))),
                  })
                }
              >
                {say(scopeWords[scope])}
              </Checkbox>
            ))}
          </FieldGroup>
        </>
      )}
    </ReasonForm>
  )
}
