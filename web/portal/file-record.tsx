/** One record of a file: what was decided, by whom, on which document, until when it is shown and by which rule. */
import { lastDayShown, legalDay } from '../ui/dates.ts'
import { classWords } from '../ui/words.ts'
import { Code, Facts, Zh } from './parts.tsx'
import type { CreditFile, FileRecord } from './props.ts'
import { authorityName, isDecision, namingDocument, ownContent } from './record-facts.ts'
import type { Site } from './site.ts'

export function Record(props: {
  site: Site
  file: CreditFile
  section: CreditFile['sections'][number]
  record: FileRecord
}) {
  const { site, file, section, record } = props
  const { t } = site
  const id = `record-${record.record}`
  const naming = namingDocument(record, section)
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
      <Foot site={site} record={record} />
    </article>
  )
}

function Foot({ site, record }: { site: Site; record: FileRecord }) {
  const { t } = site
  const { from, until, reason, article, rule } = record.shown
  return (
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
        {rule ? <a href={site.href(`/rules#${rule}`)}>{t(reason)}</a> : t(reason)}
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
