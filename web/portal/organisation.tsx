import { lastDayShown, legalDay } from '../ui/dates.ts'
import { classWords, kindWords, nothingFound, statusWords } from '../ui/words.ts'
import { leafAlone, leafAmongOthers, leaves } from './leaves.ts'
import { Code, Facts, Zh } from './parts.tsx'
import type { CreditFile, FileRecord, OrganisationProps } from './props.ts'
import { authorityName, isDecision, namingDocument, ownContent } from './record-facts.ts'
import type { Site } from './site.ts'
import { organisationPath } from './site.ts'

/** One organisation's page: a cover with who it is, then its records by section, each with where it comes from and how long it is shown. */
export function Organisation({ site, props }: { site: Site; props: OrganisationProps }) {
  const { t } = site
  const { file, view } = props
  const alone = view && file.sections.find((section) => section.item === view.item)
  const sections = alone ? [alone] : file.sections.filter(({ records }) => records.length > 0)
  return (
    <div className="wide stack file">
      <Cover site={site} file={file} />
      {alone ? (
        <p className="back">
          <a href={site.href(organisationPath(file.code))}>{t('回到整份档案', 'Back to the whole file')}</a>
        </p>
      ) : (
        <Contents site={site} file={file} />
      )}
      {sections.map((section) => (
        <Section
          key={section.item}
          site={site}
          file={file}
          section={section}
          page={alone ? (view?.page ?? 1) : undefined}
        />
      ))}
      {!alone && <Empty site={site} file={file} />}
      <aside className="reading" aria-labelledby="reading">
        <h2 id="reading">{t('怎样读这份档案', 'How to read this file')}</h2>
        <ul>
          <li>
            {t(
              '每条记录由所列信源单位报送，对内容负责的是作出决定的部门。平台不作评价，不打分，不排名。',
              'Each record was stated by the source named with it; the authority that decided answers for it. The platform gives no opinion, score or rank.',
            )}
          </li>
          <li>
            {t(
              '这里只有此刻应当公示的信息。没有记录，不等于从未发生；公示期满或已修复的记录不再出现，也不应再作为依据。',
              'This is what is to be shown at this moment. No record does not mean that nothing ever happened; what has ended or has been repaired appears no more and is no longer a ground for anything.',
            )}
          </li>
          <li>
            {t('发现错误，', 'If something is wrong, ')}
            <a href={site.href('/about#objection')}>{t('可以提出异议', 'object')}</a>
            {t('；已经改正，', '; if it has been put right, ')}
            <a href={site.href('/about#repair')}>{t('可以申请信用修复', 'ask for credit repair')}</a>
            {t('。', '.')}
          </li>
        </ul>
      </aside>
    </div>
  )
}

function Cover({ site, file }: { site: Site; file: CreditFile }) {
  const { t } = site
  const isSoleProprietor = file.kind === 'sole-proprietor'
  return (
    <div className="cover">
      <p className="cover-kind">{t('公共信用档案', 'Public credit file')}</p>
      <h1>
        <Zh site={site}>{file.name}</Zh>
      </h1>
      <p className="cover-code">
        <span className="label">{t('统一社会信用代码', 'Unified social credit code')}</span>
        <Code>{file.code}</Code>
      </p>
      <Facts
        rows={[
          [t('类别', 'Kind'), t(kindWords(file.kind))],
          [t('登记状态', 'State of registration'), t(statusWords(file.status))],
          [t('成立日期', 'Founded on'), file.foundedOn && site.day(file.foundedOn)],
          [t('所在地区', 'Region'), file.regionName && <Zh site={site}>{file.regionName}</Zh>],
          [t('行业', 'Industry'), file.industry && <Zh site={site}>{file.industry}</Zh>],
          [
            t('法定代表人（负责人）', 'Legal representative'),
            file.representative && <Zh site={site}>{file.representative}</Zh>,
          ],
          [
            t('曾用名', 'Former names'),
            file.formerNames.length > 0 && (
              <ul className="plain">
                {file.formerNames.map((name) => (
                  <li key={name}>
                    <Zh site={site}>{name}</Zh>
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
      {isSoleProprietor && (
        <p className="hint">
          {t(
            '个体工商户的经营者是自然人：姓名隐去，不利记录不向社会公示。',
            'The owner of a sole proprietorship is a natural person: the name is masked, and adverse records are not shown to the public.',
          )}
        </p>
      )}
      <p className="as-of">
        {t('以下为 ', 'As shown on ')}
        <time dateTime={file.at}>{site.instant(file.at)}</time>
        {t(' 应当公示的内容。', '.')}
      </p>
    </div>
  )
}

/** What there is nothing of, in one place: a dozen headings over nothing would hide what there is. */
function Empty({ site, file }: { site: Site; file: CreditFile }) {
  const { t } = site
  const empty = file.sections.filter(({ records, elsewhere }) => records.length === 0 && !elsewhere)
  const elsewhere = file.sections.filter(({ records, elsewhere }) => records.length === 0 && elsewhere)
  if (empty.length + elsewhere.length === 0) return null
  return (
    <section className="section" aria-labelledby="none">
      <h2 id="none">{t('没有应公示信息的类别', 'Nothing to be shown under')}</h2>
      {empty.length > 0 && (
        <>
          <p className="empty">
            {t(nothingFound)}
            {t('：', ':')}
          </p>
          <ul className="none">
            {empty.map((section) => (
              <li key={section.item}>{site.heading(section)}</li>
            ))}
          </ul>
        </>
      )}
      {elsewhere.map(
        (section) =>
          section.elsewhere && (
            <p key={section.item} className="hint">
              {t(
                `${section.zh}由其主管机关公示，这里没有：`,
                `${site.heading(section)} is published by its authority; here there is none: `,
              )}
              <a href={section.elsewhere.address} rel="noreferrer">
                {t(section.elsewhere)}
              </a>
              {t('。', '.')}
            </p>
          ),
      )}
    </section>
  )
}

function Contents({ site, file }: { site: Site; file: CreditFile }) {
  const { t } = site
  return (
    <nav className="contents" aria-label={t('档案目录', 'Sections of this file')}>
      <ul>
        {file.sections
          .filter(({ records }) => records.length > 0)
          .map((section) => (
            <li key={section.item}>
              <a href={`#${section.item}`}>
                <span>{site.heading(section)}</span>{' '}
                <span className="count">{site.number(section.records.length)}</span>
              </a>
            </li>
          ))}
      </ul>
    </nav>
  )
}

function Section(props: { site: Site; file: CreditFile; section: CreditFile['sections'][number]; page?: number }) {
  const { site, file, section, page } = props
  const { t } = site
  const isAlone = page !== undefined
  const all = leaves(section.records, isAlone ? leafAlone : leafAmongOthers)
  const place = Math.min(Math.max(page ?? 1, 1), Math.max(all.length, 1))
  const shown = all[place - 1] ?? []
  const to = (number: number) =>
    site.href(organisationPath(file.code), { item: section.item, page: number > 1 ? number : undefined })
  return (
    <section className="section" aria-labelledby={section.item}>
      <h2 id={section.item}>
        {site.heading(section)}{' '}
        <span className="count">{t(`${section.records.length} 条`, String(section.records.length))}</span>
      </h2>
      {shown.length === 0 && <p className="empty">{t(nothingFound)}</p>}
      {shown.map((record) => (
        <Record key={`${record.record}-${record.version}`} site={site} file={file} section={section} record={record} />
      ))}
      {!isAlone && all.length > 1 && (
        <p className="more">
          <a href={to(1)}>
            {t(`查看全部 ${section.records.length} 条${section.zh}`, `All ${section.records.length}: ${section.en}`)}
          </a>
        </p>
      )}
      {isAlone && all.length > 1 && (
        <nav className="pages" aria-label={t('翻页', 'Pages')}>
          {place > 1 && (
            <a rel="prev" href={to(place - 1)}>
              {t('上一页', 'Previous page')}
            </a>
          )}
          <span>{t(`第 ${place} 页，共 ${all.length} 页`, `Page ${place} of ${all.length}`)}</span>
          {place < all.length && (
            <a rel="next" href={to(place + 1)}>
              {t('下一页', 'Next page')}
            </a>
          )}
        </nav>
      )}
    </section>
  )
}

function Record(props: { site: Site; file: CreditFile; section: CreditFile['sections'][number]; record: FileRecord }) {
  const { site, file, section, record } = props
  const { t } = site
  const id = `record-${record.record}`
  const naming = namingDocument(record, section)
  const { from, until, reason, article } = record.shown
  return (
    <article className="record" aria-labelledby={id}>
      <header>
        <h3 id={id} className={naming || record.title.zh !== section.zh ? undefined : 'visually-hidden'}>
          {naming ? <Zh site={site}>{naming}</Zh> : site.heading(record.title)}
        </h3>
        {/* What is no decision has its day among its fields, by the name that the catalogue gives it. */}
        {isDecision(record) && record.decidedOn && (
          <p className="decided">
            {t('', 'Decided on ')}
            <time dateTime={record.decidedOn}>{site.day(record.decidedOn)}</time>
            {t('决定', '')}
          </p>
        )}
      </header>
      <Facts
        className="facts content"
        rows={[
          [t('文书号', 'Document'), !naming && record.document && <Zh site={site}>{record.document}</Zh>],
          [site.heading(authorityName(record)), record.authority && <Zh site={site}>{record.authority}</Zh>],
          [t('失信严重程度', 'Class'), record.class && t(classWords(record.class))],
          ...ownContent(file, record).map((entry): [string, React.ReactNode] => [
            site.heading(entry),
            <Value key={entry.field} site={site} value={entry.value} />,
          ]),
        ]}
      />
      {(record.marks || record.reply) && <Beside site={site} record={record} />}
      <footer>
        <p className="until">
          {until ? (
            <>
              <strong>
                {t('公示至 ', 'Shown until ')}
                <time dateTime={lastDayShown(until)}>{site.day(lastDayShown(until))}</time>
                {t('（含当日）', ' (that day included)')}
              </strong>
              {t('，自 ', ', from ')}
              {site.day(legalDay(from))}
              {t('起。', '.')}
            </>
          ) : (
            <>
              {t('自 ', 'Shown from ')}
              {site.day(legalDay(from))}
              {t('起公示。', '.')}
            </>
          )}
          {t('', ' ')}
          {t(reason)}
        </p>
        <p>
          {t('公示依据：', 'Rule: ')}
          <Zh site={site}>{article}</Zh>
        </p>
        <p>
          {t('信源单位：', 'Source: ')}
          <Zh site={site}>{record.sourceName}</Zh>
          {t('，', ', received on ')}
          <time dateTime={record.recordedAt}>{site.day(legalDay(record.recordedAt))}</time>
          {t('归集', '')}
          {record.version > 1 && t(`，第 ${record.version} 版（已更正）`, `, version ${record.version} (corrected)`)}
        </p>
      </footer>
    </article>
  )
}

/** What stands beside a record: that it is contested, and what the organisation says of it. */
function Beside({ site, record: { marks = [], reply } }: { site: Site; record: FileRecord }) {
  const { t } = site
  return (
    <div className="beside">
      {marks.map((mark) => (
        <p key={`${mark.contest} ${mark.document}`} className="contested">
          <strong>{site.heading(mark)}</strong>
          {t('自 ', ' since ')}
          <time dateTime={mark.since}>{site.day(mark.since)}</time>
          {t(' 起，', ', ')}
          <Zh site={site}>{mark.document}</Zh>
          {t(
            '。在有结论之前，这条记录仍按原决定展示。',
            '. Until it is settled the record is shown as it was decided.',
          )}
        </p>
      ))}
      {reply && (
        <figure className="reply">
          <figcaption>
            {t('该主体的陈述', 'What the organisation says')}
            <span className="hint">
              {t('（', ' (')}
              <time dateTime={reply.on}>{site.day(reply.on)}</time>
              {t(' 录入，由该主体负责）', ', its own words)')}
            </span>
          </figcaption>
          <blockquote>
            {reply.says.split('\n').map((line, i) => (
              <p key={String(i)}>
                <Zh site={site}>{line}</Zh>
              </p>
            ))}
          </blockquote>
        </figure>
      )}
    </div>
  )
}

function Value({ site, value }: { site: Site; value: string | string[] }) {
  if (typeof value !== 'string') {
    return <Zh site={site}>{value.join('、')}</Zh>
  }
  // The upload format writes "without end" as the last day of 2099.
  if (/^2099[-/]12[-/]31$/.test(value)) return site.t('长期', 'without end')
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return site.day(value)
  if (/^[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}$/.test(value)) return <Code>{value}</Code>
  return <Zh site={site}>{value}</Zh>
}
