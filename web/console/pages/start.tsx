/** What waits for whoever is signed in: one answer of the server, each tile leading to exactly those rows. */
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import { type FormEvent, type ReactNode, useState } from 'react'
import { roleWords } from '../../../src/http/list-words.ts'
import type { CasesWaiting, Desk, Waiting } from '../../../src/http/schemas/desk.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { desk, unusualReaders } from '../api.ts'
import { Freshness, overviewQuery } from '../charts/freshness.tsx'
import { codesIn } from '../codes.ts'
import { bytesShown, counted, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useOver } from '../life.ts'
import { useItemNames, useReasonNames } from '../names.ts'
import { CodeField } from '../parts/code-field.tsx'
import { Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { VerdictBar } from '../parts/verdict-bar.tsx'
import { readOnce, useMe } from '../session.ts'
import { unusualWords } from '../unusual-words.ts'
import { stateWords, verdictWords } from '../verdict-words.ts'

export function StartPage() {
  const { say, t } = useReading()
  const me = useMe()
  const may = (action: string) => me.may.includes(action)
  const { data, error, refetch } = useQuery({
    queryKey: ['desk'],
    queryFn: desk,
    staleTime: 15_000,
    refetchInterval: useOver() === 'ended' ? false : 120_000,
  })
  return (
    <Page
      title={t(`您好，${me.name || me.who}`, `Good day, ${me.name || me.who}`)}
      lead={[me.bodyName, say(roleWords[me.role])].filter(Boolean).join(' · ')}
    >
      {may('check') && <QuickCheck />}
      {error && <ProblemNote fault={error} again={() => void refetch()} />}
      {!data && !error && <PageWaits />}
      {data && (
        <>
          <div className="tiles">
            {may('submit') && <SubmitTile />}
            {data.cases && <CasesTile cases={data.cases} />}
            {data.casesOpen && <ContestedTile cases={data.casesOpen} />}
            {data.held && <HeldTile waiting={data.held} />}
            {data.waiting && <WaitingTile waiting={data.waiting} />}
            {data.against && <AgainstTile waiting={data.against} />}
            {data.classes && <ClassesTile waiting={data.classes} />}
            {data.due && <DueTile due={data.due} />}
            {may('see-code-quality') && <CodesTile codes={data.codes} />}
            {may('read-file') && !may('check') && <FileTile />}
            {data.system && <SystemTiles system={data.system} />}
          </div>
          {me.role === 'credit-office' && <FreshnessOfSources />}
          {may('read-ledger') && <ReadersList />}
          {data.codeFiles && data.codeFiles.length > 0 && <OpenFiles files={data.codeFiles} />}
          {data.receipts && <LatestReceipts receipts={data.receipts} />}
          {data.submissions && <Lately submissions={data.submissions} />}
          {data.corrections && data.corrections.length > 0 && <Corrections corrections={data.corrections} />}
        </>
      )}
    </Page>
  )
}

/** A code or a name, and on to the matter: the most frequent step of the day, so it comes first and takes no mouse. */
function QuickCheck() {
  const { t } = useReading()
  const navigate = useNavigate()
  const [code, setCode] = useState('')
  const go = (event: FormEvent) => {
    event.preventDefault()
    void navigate({ to: '/check', search: { codes: codesIn(code).join(',') || undefined } })
  }
  return (
    <section className="card quick-check" aria-labelledby="quick-check">
      <h2 id="quick-check">{t('快速核查', 'Quick check')}</h2>
      <form onSubmit={go}>
        <CodeField code={code} change={setCode} />
        <div className="form-actions">
          <Button type="primary" htmlType="submit">
            {t('下一步：填写事项', 'Next: the matter')}
          </Button>
          <Link to="/check/file" search={{}} className="button-link">
            {t('按文件核查', 'Check a file')}
          </Link>
        </div>
      </form>
    </section>
  )
}

type TileProps = { title: string; children: ReactNode; isUrgent?: boolean }

function Tile({ title, children, isUrgent = false }: TileProps) {
  return (
    <section className={isUrgent ? 'card tile urgent' : 'card tile'}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** "200+", and how long the oldest has waited. */
function Count({ waiting, unit }: { waiting: Pick<Waiting, 'count' | 'isMore' | 'oldest'>; unit: string }) {
  const { language, t } = useReading()
  const { count, isMore, oldest } = waiting
  const days = oldest === undefined ? 0 : Math.floor((Date.now() - Date.parse(oldest)) / 86_400_000)
  return (
    <>
      <p className="big-figure">
        {`${wholeNumber(count, language)}${isMore ? '+' : ''}`}
        <span className="soft">{` ${unit}`}</span>
      </p>
      {count > 0 && oldest !== undefined && (
        <p className="soft">
          {days > 0
            ? t(`最早的已等 ${days} 天`, `the oldest for ${counted(days, 'day')}`)
            : t(`最早的自 ${sayInstant(oldest, language)}`, `the oldest since ${sayInstant(oldest, language)}`)}
        </p>
      )}
    </>
  )
}

function SubmitTile() {
  const { t } = useReading()
  return (
    <Tile title={t('报送数据', 'Submit data')}>
      <p>
        {t(
          '上传 XLSX、XLS、CSV 或 JSON 表格，可先预检。每一行都有结论和依据。',
          'Send an XLSX, XLS, CSV or JSON sheet, after a pre-check if you like. Every row gets a verdict with its basis.',
        )}
      </p>
      <Link to="/upload" className="button-link primary">
        {t('选择文件', 'Choose a file')}
      </Link>
    </Tile>
  )
}

/** The next step in these is ours. */
function CasesTile({ cases }: { cases: CasesWaiting }) {
  const { language, t } = useReading()
  const { count, isMore, overdue, due } = cases
  return (
    <Tile title={t('待办的案件', 'Cases that wait for you')} isUrgent={overdue > 0}>
      <p className="big-figure">
        {`${wholeNumber(count, language)}${isMore ? '+' : ''}`}
        <span className="soft">{t(' 件等您办理', count === 1 ? ' case' : ' cases')}</span>
      </p>
      {count > 0 && (
        <p className="soft">
          {[
            overdue > 0 && t(`${wholeNumber(overdue, language)} 件已超期`, `${wholeNumber(overdue, language)} overdue`),
            due && t(`最早 ${sayDay(due, language)} 到期`, `the first due on ${sayDay(due, language)}`),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      {count > 0 && (
        <Link to="/cases" search={{}} className="button-link">
          {t('去办理', 'To the cases')}
        </Link>
      )}
    </Tile>
  )
}

/** Whoever's turn it is: what is contested in the office's region, and where it is late. */
function ContestedTile({ cases }: { cases: CasesWaiting }) {
  const { language, t } = useReading()
  const { count, isMore, overdue } = cases
  return (
    <Tile title={t('有异议的记录', 'Contested records')} isUrgent={overdue > 0}>
      <p className="big-figure">
        {`${wholeNumber(count, language)}${isMore ? '+' : ''}`}
        <span className="soft">{t(' 件在办，含报送单位核查中的', ' open, those with their source among them')}</span>
      </p>
      {overdue > 0 && (
        <p className="soft">
          {t(`${wholeNumber(overdue, language)} 件已超期`, `${wholeNumber(overdue, language)} overdue`)}
        </p>
      )}
      {count > 0 && (
        <Link to="/cases" search={{ view: overdue > 0 ? 'overdue' : 'all' }} className="button-link">
          {overdue > 0 ? t('看超期情况', 'What is overdue') : t('看全部在办', 'All open ones')}
        </Link>
      )}
    </Tile>
  )
}

function HeldTile({ waiting }: { waiting: Waiting }) {
  const { t } = useReading()
  return (
    <Tile title={t('暂缓的报送', 'Held submissions')} isUrgent={waiting.count > 0}>
      <Count
        waiting={waiting}
        unit={t('份等待确认', waiting.count === 1 ? 'waits to be confirmed' : 'wait to be confirmed')}
      />
      {waiting.count > 0 && (
        <Link to="/submissions" search={{ state: 'held' }} className="button-link">
          {t('去确认或撤回', 'Confirm or take back')}
        </Link>
      )}
    </Tile>
  )
}

function WaitingTile({ waiting }: { waiting: Waiting }) {
  const { t } = useReading()
  return (
    <Tile title={t('这是谁', 'Who is this?')} isUrgent={waiting.count > 0}>
      <Count waiting={waiting} unit={t('行待确认归属', waiting.count === 1 ? 'row to place' : 'rows to place')} />
      {waiting.count > 0 && (
        <Link to="/waiting" className="button-link">
          {t('去确认', 'Say whose they are')}
        </Link>
      )}
    </Tile>
  )
}

function AgainstTile({ waiting }: { waiting: Waiting }) {
  const { t } = useReading()
  return (
    <Tile title={t('与已有记录核对', 'Against what stands')} isUrgent={waiting.count > 0}>
      <Count waiting={waiting} unit={t('行待核对', waiting.count === 1 ? 'row to compare' : 'rows to compare')} />
      {waiting.count > 0 && (
        <Link to="/waiting/standing" className="button-link">
          {t('去核对', 'Compare and settle')}
        </Link>
      )}
    </Tile>
  )
}

function ClassesTile({ waiting }: { waiting: Waiting }) {
  const { t } = useReading()
  return (
    <Tile title={t('失信程度待定', 'Class missing')} isUrgent={waiting.count > 0}>
      <Count waiting={waiting} unit={t('条处罚', waiting.count === 1 ? 'penalty' : 'penalties')} />
      <p>
        {waiting.count > 0
          ? t('未定失信程度的处罚不公示，也不用于核查。', 'Penalties without a class are neither shown nor used.')
          : t('没有需要您确定的。', 'Nothing waits for you here.')}
      </p>
      {waiting.count > 0 && (
        <Link to="/classes-missing" className="button-link">
          {t('去确定', 'Set the classes')}
        </Link>
      )}
    </Tile>
  )
}

function DueTile({ due }: { due: NonNullable<Desk['due']> }) {
  const { language, t } = useReading()
  const names = useItemNames()
  const me = useMe()
  const isLate = due.rows.some((row) => row.isLate)
  return (
    <Tile title={t('应报送的数据', 'Data due')} isUrgent={isLate}>
      <Count waiting={due} unit={t('项到期或逾期', 'due or overdue')} />
      {due.rows.length > 0 && (
        <ul className="plain-list">
          {due.rows.map(({ source, sourceName, item, day, isLate }) => (
            <li key={`${source} ${item} ${day}`}>
              <span className={isLate ? 'bad-text' : undefined}>
                {isLate ? t('逾期', 'overdue') : t('待报', 'due')}
              </span>
              {` ${names.item(item)}`}
              <span className="soft">
                {source !== me.body && ` · ${sourceName}`}
                {day && (
                  <>
                    {' · '}
                    <span className="unbroken">{sayDay(day, language)}</span>
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {due.count > 0 && (
        <Link to="/connections" search={{ due: 'true' }} className="button-link">
          {t('看接入台账', 'To the register')}
        </Link>
      )}
    </Tile>
  )
}

/** For whoever answers for many sources: which of them are behind what they promised. */
function FreshnessOfSources() {
  const { t } = useReading()
  const { data, error, refetch } = useQuery(overviewQuery)
  if (error) return <ProblemNote fault={error} again={() => void refetch()} />
  return (
    <div className={data ? undefined : 'start-chart'}>
      {data ? <Freshness data={data} most={8} /> : <PageWaits />}
      <p className="chart-links">
        <Link to="/connections" search={{ due: 'true' }}>
          {t('接入台账：应报未报', 'Connection register: what is due')}
        </Link>
        <Link to="/overview">{t('更多图表', 'More charts')}</Link>
      </p>
    </div>
  )
}

function CodesTile({ codes }: { codes: Desk['codes'] }) {
  const { language, t } = useReading()
  return (
    <Tile title={t('重错码', 'Duplicate and wrong codes')}>
      {codes ? (
        <>
          <p className="big-figure">
            {codes.perThousand.toLocaleString(language)}
            <span className="soft">{t(' ‰，目标不超过 1‰', ' in a thousand; the target is one')}</span>
          </p>
          <p>
            {t(
              `疑似重码 ${wholeNumber(codes.duplicate, language)}，校验有误 ${wholeNumber(codes.wrong, language)}。`,
              `${wholeNumber(codes.duplicate, language)} suspected duplicates, ${wholeNumber(codes.wrong, language)} with a wrong check.`,
            )}
          </p>
        </>
      ) : (
        <p className="soft">{t('正在统计，稍后显示。', 'Being counted; it will be shown in a moment.')}</p>
      )}
      <Link to="/codes" className="button-link">
        {t('查看与更正', 'Look and put right')}
      </Link>
    </Tile>
  )
}

function FileTile() {
  const { t } = useReading()
  return (
    <Tile title={t('信用档案', 'Credit file')}>
      <p>{t('按事项查阅一家单位的信用档案。', 'Read the credit file of one organisation for a matter.')}</p>
      <Link to="/organisations" search={{}} className="button-link primary">
        {t('查找单位', 'Find an organisation')}
      </Link>
    </Tile>
  )
}

function SystemTiles({ system }: { system: NonNullable<Desk['system']> }) {
  const { language, t } = useReading()
  const { disk, failedJobs, locked, people, clients } = system
  return (
    <>
      <Tile title={t('人员与接口', 'People and clients')} isUrgent={locked.length > 0}>
        <p className="big-figure">
          {wholeNumber(locked.length, language)}
          <span className="soft">{t(' 人因密码错误被暂时锁定', ' locked for wrong passwords')}</span>
        </p>
        {locked.length > 0 && (
          <ul className="plain-list">
            {locked.map(({ login, until }) => (
              <li key={login}>
                {t(`${login}，到 ${sayInstant(until, language)}`, `${login}, until ${sayInstant(until, language)}`)}
              </li>
            ))}
          </ul>
        )}
        <p className="soft">
          {t(
            `在用账号 ${wholeNumber(people, language)} 个，接口客户端 ${wholeNumber(clients, language)} 个。管理员不接触信用数据。`,
            `${counted(people, 'account')} and ${counted(clients, 'client')} in use. An administrator sees no credit data.`,
          )}
        </p>
      </Tile>
      <Tile title={t('后台任务', 'Jobs')} isUrgent={failedJobs.length > 0}>
        {failedJobs.length === 0 ? (
          <p>{t('没有失败的任务。', 'No job has failed.')}</p>
        ) : (
          <ul className="plain-list">
            {failedJobs.map((job) => (
              <li key={`${job.task} ${job.at}`}>
                <b>{job.task}</b>
                <span className="soft under">{`${sayInstant(job.at, language)} · ${job.says}`}</span>
              </li>
            ))}
          </ul>
        )}
      </Tile>
      {disk && (
        <Tile title={t('磁盘', 'Disk')} isUrgent={disk.freeBytes < disk.totalBytes * 0.1}>
          <p className="big-figure">
            {bytesShown(disk.freeBytes, language)}
            <span className="soft">
              {t(
                ` 可用，共 ${bytesShown(disk.totalBytes, language)}`,
                ` free of ${bytesShown(disk.totalBytes, language)}`,
              )}
            </span>
          </p>
          <p className="soft">
            {t(
              '上传文件夹所在的磁盘。备份请按运维手册另行检查。',
              'Of the disk that holds uploads. Look after backups by the operating guide.',
            )}
          </p>
        </Tile>
      )}
    </>
  )
}

/** Each answer is a line of the ledger: asked for when the page is opened, and again only while it is still added up. */
function ReadersList() {
  const { language, say, t } = useReading()
  const { data, error, refetch } = useQuery({
    queryKey: ['unusual-readers'],
    queryFn: unusualReaders,
    ...readOnce,
    gcTime: 60_000,
    refetchInterval: (query) => (query.state.data && !query.state.data.rows ? 5_000 : false),
  })
  const readers = data?.rows
  if (error) return <ProblemNote fault={error} again={() => void refetch()} />
  return (
    <section>
      <div className="section-head">
        <h2>{t('值得留意的查阅（今天和昨天）', 'Looks worth a second one, today and yesterday')}</h2>
        <Link to="/ledger" search={{ view: 'readers' }} className="section-tools">
          {t('按人汇总', 'By reader')}
        </Link>
      </div>
      {readers === undefined ? (
        <p className="card soft">{t('正在统计，稍后显示。', 'Being counted; it will be shown in a moment.')}</p>
      ) : readers.length === 0 ? (
        <p className="card soft">
          {t('没有大量查阅、非工作时间查阅或多次被拒。', 'No bulk reading, odd hours or repeated refusals.')}
        </p>
      ) : (
        <ul className="cards">
          {readers.map((reader) => {
            const day = new Date(Date.parse(reader.first) + 8 * 3_600_000).toISOString().slice(0, 10)
            return (
              <li key={`${reader.who} ${reader.first}`} className="card">
                <h3>
                  <Link to="/ledger" search={{ who: reader.who, from: day, until: day }}>
                    {reader.who}
                  </Link>{' '}
                  {reader.unusual.map((one) => (
                    <span key={one} className="tag incomplete">
                      {say(unusualWords[one])}
                    </span>
                  ))}
                </h3>
                <p className="soft">
                  {[
                    reader.bodyName ?? reader.body,
                    sayDay(day, language),
                    t(
                      `查阅 ${wholeNumber(reader.looks, language)} 次、${wholeNumber(reader.subjects, language)} 家`,
                      `${counted(reader.looks, 'look')} at ${counted(reader.subjects, 'organisation')}`,
                    ),
                  ].join(' · ')}
                </p>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

function OpenFiles({ files }: { files: NonNullable<Desk['codeFiles']> }) {
  const { language, t } = useReading()
  return (
    <section>
      <h2>{t('没有查完的文件', 'Files not yet checked to their end')}</h2>
      <ul className="cards">
        {files.map(({ id, fileName, rows, done, at }) => (
          <li key={id} className="card">
            <h3>
              <Link to="/check/file" search={{ file: String(id) }} className="file-name">
                {fileName}
              </Link>
            </h3>
            <p className="soft">
              {t(
                `${wholeNumber(done, language)} / ${wholeNumber(rows, language)} 行 · ${sayInstant(at, language)}`,
                `${wholeNumber(done, language)} of ${counted(rows, 'row')} · ${sayInstant(at, language)}`,
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function LatestReceipts({ receipts }: { receipts: NonNullable<Desk['receipts']> }) {
  const { language, t } = useReading()
  const names = useReasonNames()
  return (
    <section>
      <div className="section-head">
        <h2>{t('我最近的核查', 'My latest checks')}</h2>
        <Link to="/receipts" search={{ who: 'me' }} className="section-tools">
          {t('全部回执', 'All receipts')}
        </Link>
      </div>
      {receipts.length === 0 ? (
        <p className="card soft">{t('还没有核查过。', 'No check yet.')}</p>
      ) : (
        <ul className="cards">
          {receipts.map((receipt) => (
            <li key={receipt.number} className="card">
              <h3>
                <Link to="/check/answers" search={{ receipts: receipt.number }}>
                  {receipt.name ?? (receipt.subject || t('没有查到', 'Not found'))}
                </Link>
              </h3>
              <p className="soft">
                {[
                  names.matter(receipt.matter),
                  receipt.caseNumber,
                  sayInstant(receipt.at, language),
                  receipt.number,
                ].join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** The last files; what of them needs somebody stands out. */
function Lately({ submissions }: { submissions: NonNullable<Desk['submissions']> }) {
  const { language, say, t } = useReading()
  const names = useItemNames()
  return (
    <section>
      <div className="section-head">
        <h2>{t('最近的报送', 'Latest submissions')}</h2>
        <Link to="/submissions" search={{}} className="section-tools">
          {t('全部报送', 'All submissions')}
        </Link>
      </div>
      {submissions.length === 0 ? (
        <p className="card soft">{t('还没有报送记录。', 'Nothing has been submitted yet.')}</p>
      ) : (
        <ul className="cards">
          {submissions.map((view) => (
            <li key={view.id} className="card">
              <h3>
                <Link to="/submissions/$id" params={{ id: String(view.id) }} search={{}} className="file-name">
                  {view.fileName}
                </Link>{' '}
                <span className={`tag state-${view.state}`}>{say(stateWords[view.state])}</span>
              </h3>
              <p className="soft">{`${names.item(view.item)} · ${view.sourceName} · ${sayInstant(view.at, language)}`}</p>
              {view.state === 'failed' && view.failure && <p className="bad-text">{say(view.failure)}</p>}
              {view.linesTotal > 0 && view.state !== 'failed' && (
                <VerdictBar counts={view.counts} of={view.linesTotal} />
              )}
              <p className="soft">
                {(['refused', 'waiting'] as const)
                  .filter((verdict) => view.counts[verdict])
                  .map((verdict) => `${say(verdictWords[verdict])} ${wholeNumber(view.counts[verdict] ?? 0, language)}`)
                  .concat(t(`共 ${wholeNumber(view.linesTotal, language)} 行`, counted(view.linesTotal, 'row')))
                  .join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Corrections({ corrections }: { corrections: NonNullable<Desk['corrections']> }) {
  const { language, t } = useReading()
  return (
    <section>
      <h2>{t('最近的重错码更正', 'Codes put right lately')}</h2>
      <ul className="cards">
        {corrections.map(({ id, code, name, who, at }) => (
          <li key={id} className="card">
            <b>{name}</b> <code>{code}</code>
            <span className="soft under">{`${who} · ${sayInstant(at, language)}`}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
