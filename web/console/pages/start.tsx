import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { type FormEvent, useState } from 'react'
import type { Me } from '../../../src/http/schemas/sessions.ts'
import type { SubmissionView } from '../../../src/http/schemas/submissions.ts'
import { sayInstant } from '../../ui/dates.ts'
import { classesMissing, codeQuality, submissions, waitingRows } from '../api.ts'
import { counted, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useItemNames } from '../names.ts'
import { Field } from '../parts/field.tsx'
import { Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { total, VerdictBar } from '../parts/verdict-bar.tsx'
import { useMe } from '../session.ts'
import { roleWords, stateWords, verdictWords } from '../verdict-words.ts'

export function StartPage() {
  const { say, t } = useReading()
  const me = useMe()
  const may = (action: string) => me.may.includes(action)
  return (
    <Page
      title={t(`您好，${me.name || me.who}`, `Good day, ${me.name || me.who}`)}
      lead={[me.bodyName, say(roleWords[me.role])].filter(Boolean).join(' · ')}
    >
      <div className="tiles">
        {may('check') && <QuickCheck />}
        {may('submit') && <SubmitTile />}
        {may('see-classes-missing') && me.sources.length > 0 && <ClassesTile me={me} />}
        {may('see-waiting') && me.sources.length > 0 && <WaitingTile me={me} />}
        {may('see-code-quality') && <CodesTile />}
        {may('read-file') && !may('check') && <FileTile />}
      </div>
      {may('read-submissions') && <Lately />}
      {me.role === 'administrator' && (
        <section className="card">
          <h2>{t('人员与系统', 'People and system')}</h2>
          <p>
            {t(
              '管理员不接触信用数据。人员、接口客户端和信源单位由命令行办理：',
              'An administrator sees no credit data. People, API clients and sources are kept by command: ',
            )}
            <code>npx xinheng help</code>
          </p>
        </section>
      )}
    </Page>
  )
}

function QuickCheck() {
  const { t } = useReading()
  const navigate = useNavigate()
  const [codes, setCodes] = useState('')
  const go = (event: FormEvent) => {
    event.preventDefault()
    void navigate({ to: '/check', search: { codes: codes.trim() || undefined } })
  }
  return (
    <section className="card tile">
      <h2>{t('快速核查', 'Quick check')}</h2>
      <form onSubmit={go} className="inline-form">
        <Field id="quick" label={t('统一社会信用代码', 'Unified social credit code')}>
          {(field) => (
            <Input
              {...field}
              value={codes}
              onChange={(event) => setCodes(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <Button type="primary" htmlType="submit">
          {t('下一步：填写事项', 'Next: the matter')}
        </Button>
      </form>
    </section>
  )
}

function SubmitTile() {
  const { t } = useReading()
  return (
    <section className="card tile">
      <h2>{t('报送数据', 'Submit data')}</h2>
      <p>
        {t(
          '上传 XLSX、XLS、CSV 或 JSON 表格，可先预检。每一行都有结论和依据。',
          'Send an XLSX, XLS, CSV or JSON sheet, after a pre-check if you like. Every row gets a verdict with its basis.',
        )}
      </p>
      <Link to="/upload" className="button-link primary">
        {t('选择文件', 'Choose a file')}
      </Link>
    </section>
  )
}

function FileTile() {
  const { t } = useReading()
  return (
    <section className="card tile">
      <h2>{t('信用档案', 'Credit file')}</h2>
      <p>{t('按事项查阅一家单位的信用档案。', 'Read the credit file of one organisation for a matter.')}</p>
      <Link to="/file" className="button-link primary">
        {t('查阅', 'Read')}
      </Link>
    </section>
  )
}

const most = 200

function WaitingTile({ me }: { me: Me }) {
  const { language, t } = useReading()
  const counts = useQueries({
    queries: me.sources.map((source) => ({
      queryKey: ['waiting', source.code, 'count'],
      queryFn: () => waitingRows({ source: source.code, limit: 1 }),
    })),
  })
  const isReady = counts.every((one) => one.data)
  const n = counts.reduce((sum, one) => sum + (one.data?.open ?? 0), 0)
  const fault = counts.find((one) => one.error)?.error
  return (
    <section className="card tile">
      <h2>{t('这是谁', 'Who is this?')}</h2>
      {fault ? (
        <ProblemNote fault={fault} />
      ) : (
        <p className="big-figure" aria-live="polite">
          {isReady ? wholeNumber(n, language) : '…'}
          <span className="soft">{t(' 行等待确认归属', n === 1 ? ' row waits' : ' rows wait')}</span>
        </p>
      )}
      {n > 0 && (
        <Link to="/waiting" className="button-link">
          {t('去确认', 'Say whose they are')}
        </Link>
      )}
    </section>
  )
}

function CodesTile() {
  const { language, t } = useReading()
  const { data, error, refetch } = useQuery({ queryKey: ['code-quality'], queryFn: codeQuality })
  return (
    <section className="card tile">
      <h2>{t('重错码', 'Duplicate and wrong codes')}</h2>
      {error ? (
        <ProblemNote fault={error} again={() => void refetch()} />
      ) : (
        <p className="big-figure" aria-live="polite">
          {data ? data.perThousand.toLocaleString(language) : '…'}
          <span className="soft">{t(' ‰，目标不超过 1‰', ' in a thousand; the target is one')}</span>
        </p>
      )}
      {data && (
        <p>
          {t(
            `${wholeNumber(data.registered, language)} 个登记主体：疑似重码 ${wholeNumber(data.duplicate, language)}，校验有误 ${wholeNumber(data.wrong, language)}，已认作同一主体 ${wholeNumber(data.joined, language)}。`,
            `${wholeNumber(data.registered, language)} registered: ${wholeNumber(data.duplicate, language)} suspected duplicates, ${wholeNumber(data.wrong, language)} with a wrong check, ${wholeNumber(data.joined, language)} joined.`,
          )}
        </p>
      )}
      <Link to="/codes" className="button-link">
        {t('查看与更正', 'Look and put right')}
      </Link>
    </section>
  )
}

function ClassesTile({ me }: { me: Me }) {
  const { language, t } = useReading()
  const counts = useQueries({
    queries: me.sources.map((source) => ({
      queryKey: ['classes-missing', source.code, 'count'],
      queryFn: () => classesMissing({ source: source.code, limit: most }),
    })),
  })
  const isReady = counts.every((one) => one.data)
  const n = counts.reduce((sum, one) => sum + (one.data?.rows.length ?? 0), 0)
  const isMore = counts.some((one) => one.data?.next !== undefined)
  const fault = counts.find((one) => one.error)?.error
  return (
    <section className="card tile">
      <h2>{t('失信程度待定', 'Class missing')}</h2>
      {fault ? (
        <ProblemNote fault={fault} />
      ) : (
        <p className="big-figure" aria-live="polite">
          {isReady ? `${wholeNumber(n, language)}${isMore ? '+' : ''}` : '…'}
          <span className="soft">{t(' 条处罚', n === 1 ? ' penalty' : ' penalties')}</span>
        </p>
      )}
      <p>
        {n > 0
          ? t('未定失信程度的处罚不公示，也不用于核查。', 'Penalties without a class are neither shown nor used.')
          : t('没有需要您确定的。', 'Nothing waits for you here.')}
      </p>
      {n > 0 && (
        <Link to="/classes-missing" className="button-link">
          {t('去确定', 'Set the classes')}
        </Link>
      )}
    </section>
  )
}

/** What of the last files needs somebody: rows sent back, rows that wait, files that failed. */
const needsSomebody = (view: SubmissionView) =>
  view.state === 'failed' || (view.counts.refused ?? 0) + (view.counts.waiting ?? 0) > 0

function Lately() {
  const { language, say, t } = useReading()
  const names = useItemNames()
  const lately = useQuery({ queryKey: ['submissions', 'lately'], queryFn: () => submissions({ limit: 20 }) })
  if (lately.error) return <ProblemNote fault={lately.error} again={() => void lately.refetch()} />
  if (!lately.data) return <PageWaits />
  const open = lately.data.rows.filter(needsSomebody).slice(0, 8)
  return (
    <section>
      <h2>{t('需要处理的报送', 'Submissions that need you')}</h2>
      {open.length === 0 ? (
        <p className="card">
          {t('最近的报送没有退回或待处理的行。', 'The latest submissions have no rows sent back or waiting.')}
        </p>
      ) : (
        <ul className="cards">
          {open.map((view) => (
            <li key={view.id} className="card">
              <h3>
                <Link to="/submissions/$id" params={{ id: String(view.id) }} className="file-name">
                  {view.fileName}
                </Link>
              </h3>
              <p className="soft">{`${names.item(view.item)} · ${view.sourceName} · ${sayInstant(view.at, language)}`}</p>
              {view.state === 'failed' ? (
                <p className="bad-text">{view.failure ? say(view.failure) : say(stateWords.failed)}</p>
              ) : (
                <>
                  <VerdictBar counts={view.counts} of={view.linesTotal} />
                  <p>
                    {(['refused', 'waiting'] as const)
                      .filter((verdict) => view.counts[verdict])
                      .map(
                        (verdict) =>
                          `${say(verdictWords[verdict])} ${wholeNumber(view.counts[verdict] ?? 0, language)}`,
                      )
                      .join(' · ')}
                    <span className="soft">
                      {t(
                        `，共 ${wholeNumber(total(view.counts), language)} 行`,
                        ` of ${counted(total(view.counts), 'row')}`,
                      )}
                    </span>
                  </p>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
