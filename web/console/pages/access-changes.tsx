import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Select from 'antd/es/select'
import { useId } from 'react'
import type { AccessChangeView } from '../../../src/http/schemas/people.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayInstant } from '../../ui/dates.ts'
import { accessChanges } from '../api.ts'
import { useReading } from '../language.tsx'
import { Field } from '../parts/field.tsx'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { roleWords } from '../verdict-words.ts'

const route = getRouteApi('/in/access-changes')

type Kind = AccessChangeView['kind']
const kindWords: Record<Kind, Says> = {
  person: { zh: '人员', en: 'person' },
  client: { zh: '接口客户端', en: 'client' },
  source: { zh: '信源单位', en: 'source' },
}
const kinds = Object.keys(kindWords) as Kind[]
const actWords: Record<AccessChangeView['act'], Says> = {
  added: { zh: '添加', en: 'added' },
  changed: { zh: '更改', en: 'changed' },
  disabled: { zh: '停用', en: 'disabled' },
  enabled: { zh: '启用', en: 'enabled' },
  unlocked: { zh: '解除锁定', en: 'unlocked' },
  'password-given': { zh: '设置一次性密码', en: 'given a one-time password' },
  'password-chosen': { zh: '本人更改密码', en: 'chose another password' },
  'sessions-ended': { zh: '结束所有登录', en: 'all sign-ins ended' },
  'key-changed': { zh: '更换密钥', en: 'key changed' },
}
const fieldWords: { [field: string]: Says } = {
  name: { zh: '名称', en: 'name' },
  role: { zh: '角色', en: 'role' },
  body: { zh: '单位', en: 'body' },
  region: { zh: '地区', en: 'region' },
  scopes: { zh: '范围', en: 'scopes' },
  checksADay: { zh: '每日核查次数', en: 'checks a day' },
  items: { zh: '目录项', en: 'items' },
  lists: { zh: '名单', en: 'lists' },
  office: { zh: '科室', en: 'office' },
  officeLine: { zh: '科室电话', en: 'landline' },
  overlap: { zh: '旧密钥再有效', en: 'old key stays good' },
}

/** 变更记录: what was changed about people, clients and sources, by whom and why. Nobody alters it. */
export function AccessChangesPage() {
  const { language, say, t } = useReading()
  const id = useId()
  const { kind, target, before } = route.useSearch()
  const navigate = route.useNavigate()
  const chosen = kinds.find((one) => one === kind)
  const ask = { ...(chosen ? { kind: chosen } : {}), ...(target ? { target } : {}), ...(before ? { before } : {}) }
  const list = useQuery({ queryKey: ['access-changes', ask], queryFn: () => accessChanges({ ...ask, limit: 50 }) })
  return (
    <Page
      title={t('变更记录', 'Changes of access')}
      lead={t(
        '人员、接口客户端和信源单位的每次变更：谁、何时、为何、改了什么。记录只增不改，每条都有存证。',
        'Each change of people, clients and sources: who, when, why, and what. The record only grows, and each line is evidence.',
      )}
    >
      <div className="filter">
        <Field id={`${id}-kind`} label={t('对象', 'Of what')} isOptional>
          {(field) => (
            <Select
              {...field}
              value={chosen ?? ''}
              onChange={(value) => void navigate({ search: { kind: value || undefined } })}
              options={[
                { value: '', label: t('全部', 'All') },
                ...kinds.map((one) => ({ value: one as string, label: say(kindWords[one]) })),
              ]}
            />
          )}
        </Field>
        {target && (
          <p>
            {t(`只看 ${target}`, `Only ${target}`)}{' '}
            <Link to="/access-changes" search={{ kind }}>
              {t('显示全部', 'Show all')}
            </Link>
          </p>
        )}
      </div>
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {list.isPending && <PageWaits />}
      {list.data?.rows.length === 0 && <Nothing title={t('没有变更', 'Nothing was changed')} />}
      {list.data && list.data.rows.length > 0 && (
        <table className="grid">
          <caption className="sr-only">{t('变更记录', 'Changes of access')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('时间', 'When')}</th>
              <th scope="col">{t('对象与变更', 'What')}</th>
              <th scope="col">{t('内容', 'Fields')}</th>
              <th scope="col">{t('理由', 'Reason')}</th>
              <th scope="col">{t('办理人', 'By')}</th>
            </tr>
          </thead>
          <tbody>
            {list.data.rows.map((one) => (
              <tr key={one.id}>
                <th scope="row">{sayInstant(one.at, language)}</th>
                <td>
                  <b>{say(actWords[one.act])}</b>
                  <span className="under">
                    <span className="soft">{say(kindWords[one.kind])}</span>{' '}
                    <Link to="/access-changes" search={{ kind: one.kind, target: one.target }}>
                      {one.target}
                    </Link>
                  </span>
                </td>
                <td>
                  <ul className="changes">
                    {one.changed.map(({ field, before: was, after: is }) => (
                      <li key={field}>
                        <span className="soft">{fieldWords[field] ? say(fieldWords[field]) : field}</span>{' '}
                        {was !== undefined && shown(was) !== '' && (
                          <>
                            <del>{shown(was)}</del>
                            <span aria-hidden="true"> → </span>
                          </>
                        )}
                        <ins>{shown(is) || t('（空）', '(empty)')}</ins>
                      </li>
                    ))}
                  </ul>
                </td>
                <td>{one.reason || <span className="soft">—</span>}</td>
                <td>
                  {one.who}
                  <span className="soft under">
                    {Object.hasOwn(roleWords, one.role) && say(roleWords[one.role as keyof typeof roleWords])}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <nav className="form-actions pager" aria-label={t('翻页', 'Pages of the list')}>
        {before !== undefined && (
          <Link to="/access-changes" search={{ kind, target }} className="button-link">
            {t('回到最新', 'Back to the newest')}
          </Link>
        )}
        {list.data?.next !== undefined && (
          <Link to="/access-changes" search={{ kind, target, before: list.data.next }} className="button-link">
            {t('更早的', 'Older')}
          </Link>
        )}
      </nav>
    </Page>
  )
}

const shown = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : (value ?? ''))
