import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import Select from 'antd/es/select'
import { useId } from 'react'
import { sayInstant } from '../../ui/dates.ts'
import { submissions } from '../api.ts'
import { bytesShown, counted, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useItemNames } from '../names.ts'
import { Field } from '../parts/field.tsx'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { Pager } from '../parts/pager.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { total, VerdictBar } from '../parts/verdict-bar.tsx'
import { useMe, useSources } from '../session.ts'
import { stateWords, verdictWords } from '../verdict-words.ts'

const route = getRouteApi('/in/submissions')

export function SubmissionsPage() {
  const { language, say, t } = useReading()
  const names = useItemNames()
  const maySubmit = useMe().may.includes('submit')
  const { source, before } = route.useSearch()
  const navigate = useNavigate()
  const sources = useSources('read-submissions').rows ?? []
  const id = useId()
  const list = useQuery({
    queryKey: ['submissions', source, before],
    queryFn: () => submissions({ source, before, limit: 50 }),
    placeholderData: keepPreviousData,
    // A file on its way moves on by itself in the list too.
    refetchInterval: (query) =>
      query.state.data?.rows.some((view) => view.state === 'running' || view.state === 'waiting') ? 4000 : false,
  })
  const upload = maySubmit && (
    <Link to="/upload" search={{ source }} className="button-link primary">
      {t('报送数据', 'Submit data')}
    </Link>
  )
  return (
    <Page title={t('报送记录', 'Submissions')} actions={upload}>
      {sources.length > 1 && (
        <div className="filter">
          <Field id={id} label={t('信源单位', 'Source')} isOptional>
            {(field) => (
              <Select
                {...field}
                value={source ?? ''}
                onChange={(code: string) =>
                  void navigate({ to: '/submissions', search: { source: code || undefined } })
                }
                options={[
                  { value: '', label: t('全部', 'All') },
                  ...sources.map((one) => ({ value: one.code, label: one.name })),
                ]}
                showSearch={{ optionFilterProp: 'label' }}
              />
            )}
          </Field>
        </div>
      )}
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {list.isPending && <PageWaits />}
      {list.data?.rows.length === 0 && (
        <Nothing title={t('还没有报送记录', 'Nothing has been submitted yet')}>
          {maySubmit && <p>{t('上传第一份表格，先预检也可以。', 'Send a first sheet; you may pre-check it.')}</p>}
          {upload}
        </Nothing>
      )}
      {list.data && list.data.rows.length > 0 && (
        <table className="grid">
          <thead>
            <tr>
              <th scope="col">{t('文件', 'File')}</th>
              <th scope="col">{t('报送', 'Sent')}</th>
              <th scope="col">{t('状态与结论', 'State and verdicts')}</th>
            </tr>
          </thead>
          <tbody>
            {list.data.rows.map((view) => (
              <tr key={view.id}>
                <th scope="row" className="cell-file">
                  <Link to="/submissions/$id" params={{ id: String(view.id) }} className="file-name">
                    {view.fileName}
                  </Link>
                  <span className="soft under">
                    {`№ ${view.id} · ${names.item(view.item)}${view.profile ? t('（历史数据）', ' (historic)') : ''} · ${bytesShown(view.bytes, language)}`}
                  </span>
                </th>
                <td>
                  {view.sourceName}
                  <span className="soft under">{view.who}</span>
                  <span className="soft under">{sayInstant(view.at, language)}</span>
                </td>
                <td className="cell-bar">
                  <span className={`tag state-${view.state}`}>{say(stateWords[view.state])}</span>
                  {view.state === 'failed' ? (
                    <span className="bad-text under">{view.failure && say(view.failure)}</span>
                  ) : (
                    <>
                      <VerdictBar counts={view.counts} of={view.linesTotal} />
                      <span className="soft under">
                        {t(`${wholeNumber(total(view.counts), language)} 行`, counted(total(view.counts), 'row'))}
                        {(['refused', 'waiting'] as const).map((verdict) =>
                          view.counts[verdict]
                            ? ` · ${say(verdictWords[verdict])} ${wholeNumber(view.counts[verdict], language)}`
                            : '',
                        )}
                      </span>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Pager
        first={before ? { to: '/submissions', search: { source } } : undefined}
        next={list.data?.next ? { to: '/submissions', search: { source, before: list.data.next } } : undefined}
      />
    </Page>
  )
}
