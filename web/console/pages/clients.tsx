import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useId, useState } from 'react'
import { personStateWords, roleWords } from '../../../src/http/list-words.ts'
import type { ClientView, NewClientAsk } from '../../../src/http/schemas/people.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayInstant } from '../../ui/dates.ts'
import { actOnClient, addClient, changeClient, clients } from '../api.ts'
import { wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { BodyCell, RowActions, useAdministered, useCodeLacks, useFacts } from '../parts/administered.tsx'
import { Field, FieldGroup } from '../parts/field.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { optionsOf } from '../parts/grid-filters.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page } from '../parts/page.tsx'
import { ReasonForm } from '../parts/reason-form.tsx'

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
  const { say, t } = useReading()
  const state = useGridState('clients')
  const on = useAdministered<ClientView, Act>(['clients'])
  const filters: GridFilter[] = [
    { kind: 'text', id: 'text', says: { zh: '系统或单位', en: 'System or body' }, most: 64 },
    { kind: 'choice', id: 'role', says: { zh: '角色', en: 'Role' }, options: optionsOf(roles, roleWords, say) },
    {
      kind: 'choice',
      id: 'state',
      says: { zh: '状态', en: 'State' },
      options: optionsOf(['active', 'disabled'], personStateWords, say),
    },
  ]
  const done = (name: string, key?: string) =>
    on.done(
      key === undefined
        ? undefined
        : {
            title: t(`${name} 的密钥`, `Key of ${name}`),
            value: key,
            says: t('请以安全方式交给该系统的负责单位。', 'Hand it to whoever runs that system, in a safe way.'),
          },
    )
  return (
    <Page
      title={t('接口客户端', 'API clients')}
      lead={t(
        '审批系统等其他系统以各自的密钥调用接口，只能做所列范围内的事。密钥只显示一次，平台只保存摘要。',
        'Other systems, such as for approvals, ask with a key of their own and may do what its scopes say. A key is shown once; the platform keeps a digest of it alone.',
      )}
      actions={
        <Button type="primary" onClick={() => on.edit('new')}>
          {t('添加接口客户端', 'Add a client')}
        </Button>
      }
    >
      <Grid
        name="clients"
        caption={t('接口客户端', 'API clients')}
        state={state}
        columns={useColumns(on)}
        filters={filters}
        usualSort="id"
        orders={[
          { sort: 'id', says: { zh: '编号 ↑', en: 'Number ↑' } },
          { sort: '-id', says: { zh: '编号 ↓', en: 'Number ↓' } },
        ]}
        queryKey={['clients']}
        load={(ask) => clients({ ...ask, limit: 50 })}
        rowKey={({ id }) => String(id)}
        exported={{
          path: '/v1/clients/export',
          columns: { name: 'id,name,role,state', body: 'body,code,region', checks: 'checks,limit', acts: '' },
        }}
        empty={<Nothing title={t('还没有接口客户端', 'There is no client yet')} />}
      />
      {on.edited && <Edit before={on.edited === 'new' ? undefined : on.edited} close={on.close} done={done} />}
      {on.acted && <ActForm client={on.acted.row} act={on.acted.act} close={on.close} done={done} />}
      {on.onceShown}
    </Page>
  )
}

function useColumns({ edit, act }: ReturnType<typeof useAdministered<ClientView, Act>>): GridColumn<ClientView>[] {
  const { language, say, t } = useReading()
  return [
    {
      id: 'name',
      says: { zh: '系统', en: 'System' },
      sort: 'name',
      isHead: true,
      cell: ({ id, name, role, isActive }) => (
        <>
          {name}
          <span className="soft under">
            № {id} · {say(roleWords[role])}
          </span>
          {!isActive && <span className="tag">{say(personStateWords.disabled)}</span>}
        </>
      ),
    },
    { id: 'body', says: { zh: '单位、地区', en: 'Body, region' }, cell: (one) => <BodyCell {...one} /> },
    {
      id: 'scopes',
      says: { zh: '范围', en: 'Scopes' },
      cell: ({ scopes: its }) => (
        <ul className="tags">
          {its.map((scope) => (
            <li key={scope} className="tag">
              {Object.hasOwn(scopeWords, scope) ? say(scopeWords[scope as Scope]) : scope}
            </li>
          ))}
        </ul>
      ),
    },
    {
      id: 'checks',
      isWhole: true,
      says: { zh: '今日核查', en: 'Checks today' },
      cell: ({ checksToday, checksADay, hasOwnChecksADay }) => (
        <>
          {t(
            `${wholeNumber(checksToday, language)}\u00a0/\u00a0${wholeNumber(checksADay, language)}`,
            `${wholeNumber(checksToday, language)} of ${wholeNumber(checksADay, language)}`,
          )}
          <span className="soft under">
            {hasOwnChecksADay ? t('单独设定', 'set for it') : t('按平台设置', 'as the settings say')}
          </span>
        </>
      ),
    },
    {
      id: 'used',
      isWhole: true,
      says: { zh: '最近使用', en: 'Last used' },
      sort: 'used',
      cell: ({ lastUsedAt, oldKeyUntil }) => (
        <>
          {lastUsedAt ? sayInstant(lastUsedAt, language) : t('从未使用', 'never')}
          {oldKeyUntil && (
            <span className="soft under">
              {t(`旧密钥至 ${sayInstant(oldKeyUntil, language)}`, `old key until ${sayInstant(oldKeyUntil, language)}`)}
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
          name={one.name}
          edit={() => edit(one)}
          acts={(one.isActive ? (['change-key', 'disable'] as const) : (['enable'] as const)).map((name) => ({
            words: say(actWords[name]),
            press: () => act({ row: one, act: name }),
          }))}
          record={{ kind: 'client', target: String(one.id) }}
        />
      ),
    },
  ]
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
  const lackOf = useCodeLacks()
  const stood: Omit<NewClientAsk, 'reason'> = {
    name: before?.name ?? '',
    role: before?.role ?? 'clerk',
    body: before?.body ?? '',
    region: before?.region ?? '',
    checksADay: before?.hasOwnChecksADay ? before.checksADay : 0,
    scopes: (before?.scopes.filter((scope) => Object.hasOwn(scopeWords, scope)) ?? []) as Scope[],
  }
  const { one, change, id, field, isComplete } = useFacts(stood, [
    {
      name: 'name',
      label: t('系统名称', 'Name of the system'),
      most: 128,
      lack: (text) => (text ? undefined : t('请填写系统名称', 'Give the name of the system')),
    },
    { name: 'body', label: t('所属单位代码', 'Code of the body'), most: 18, lack: lackOf.code },
    { name: 'region', label: t('地区代码', 'Region'), most: 6, lack: lackOf.region },
  ])
  const lacksScope = one.scopes.length === 0
  return (
    <ReasonForm
      title={before ? t(`更改 ${before.name}`, `Change ${before.name}`) : t('添加接口客户端', 'Add a client')}
      isComplete={isComplete && !lacksScope}
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
          {field('name', isAsked)}
          {!before && (
            <Field id={`${id}-role`} label={t('以何角色记入查阅台账', 'Role in the ledger')}>
              {(given) => (
                <Select
                  {...given}
                  value={one.role}
                  onChange={(role) => change({ role })}
                  options={optionsOf(roles, roleWords, say)}
                />
              )}
            </Field>
          )}
          {field('body', isAsked)}
          {field('region', isAsked)}
          <Field
            id={`${id}-checks`}
            label={t('每日核查次数（可不填）', 'Checks a day (optional)')}
            hint={t(
              '不填则按平台设置；零点（北京时间）重新计算',
              'Empty: as the settings say. Counted anew at midnight, Beijing time',
            )}
            isOptional
          >
            {(given) => (
              <Input
                {...given}
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
            error={isAsked && lacksScope ? t('请至少选一项', 'Choose one at least') : undefined}
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
