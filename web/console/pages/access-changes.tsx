import { Link } from '@tanstack/react-router'
import { changeActWords, changeKindWords, roleWords } from '../../../src/http/list-words.ts'
import type { AccessChangeView } from '../../../src/http/schemas/people.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayInstant } from '../../ui/dates.ts'
import { accessChanges } from '../api.ts'
import { useReading } from '../language.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { optionsOf } from '../parts/grid-filters.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page } from '../parts/page.tsx'

const kinds = Object.keys(changeKindWords) as AccessChangeView['kind'][]
const acts = Object.keys(changeActWords) as AccessChangeView['act'][]
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
  const { say, t } = useReading()
  const state = useGridState('access-changes')
  const filters: GridFilter[] = [
    {
      kind: 'choice',
      id: 'kind',
      says: { zh: '对象', en: 'Of what' },
      options: optionsOf(kinds, changeKindWords, say),
    },
    {
      kind: 'text',
      id: 'target',
      says: { zh: '哪一个', en: 'Which' },
      hint: { zh: '登录名、客户端编号或单位代码', en: 'Login, number or code' },
      most: 64,
    },
    { kind: 'choice', id: 'act', says: { zh: '变更', en: 'Act' }, options: optionsOf(acts, changeActWords, say) },
    { kind: 'text', id: 'who', says: { zh: '办理人', en: 'By' }, hint: { zh: '登录名', en: 'Login' }, most: 64 },
    { kind: 'days', from: 'from', until: 'until', says: { zh: '日期', en: 'Days' }, isMore: true },
  ]
  return (
    <Page
      title={t('变更记录', 'Changes of access')}
      lead={t(
        '人员、接口客户端和信源单位的每次变更：谁、何时、为何、改了什么。记录只增不改，每条都有存证。',
        'Each change of people, clients and sources: who, when, why, and what. The record only grows, and each line is evidence.',
      )}
    >
      <Grid
        name="access-changes"
        caption={t('变更记录', 'Changes of access')}
        state={state}
        columns={useColumns()}
        filters={filters}
        usualSort="-at"
        queryKey={['access-changes']}
        load={(ask) => accessChanges({ ...ask, limit: 50 })}
        rowKey={({ id }) => String(id)}
        exported={{ path: '/v1/access-changes/export', columns: { what: 'act,kind,target', who: 'who,role' } }}
        empty={<Nothing title={t('没有变更', 'Nothing was changed')} />}
      />
    </Page>
  )
}

function useColumns(): GridColumn<AccessChangeView>[] {
  const { language, say, t } = useReading()
  return [
    {
      id: 'at',
      isWhole: true,
      says: { zh: '时间', en: 'When' },
      sort: 'at',
      cell: ({ at }) => sayInstant(at, language),
    },
    {
      id: 'what',
      says: { zh: '对象与变更', en: 'What' },
      isHead: true,
      cell: ({ act, kind, target }) => (
        <>
          {say(changeActWords[act])}
          <span className="under">
            <span className="soft">{say(changeKindWords[kind])}</span>{' '}
            <Link to="/access-changes" search={{ kind, target }}>
              {target}
            </Link>
          </span>
        </>
      ),
    },
    {
      id: 'changed',
      says: { zh: '内容', en: 'Fields' },
      cell: ({ changed }) => (
        <ul className="changes">
          {changed.map(({ field, before: was, after: is }) => (
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
      ),
    },
    {
      id: 'reason',
      says: { zh: '理由', en: 'Reason' },
      cell: ({ reason }) => reason || <span className="soft">—</span>,
    },
    {
      id: 'who',
      says: { zh: '办理人', en: 'By' },
      cell: ({ who, role }) => (
        <>
          {who}
          <span className="soft under">
            {Object.hasOwn(roleWords, role) && say(roleWords[role as keyof typeof roleWords])}
          </span>
        </>
      ),
    },
  ]
}

const shown = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : (value ?? ''))
