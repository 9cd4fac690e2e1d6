/** One record of a file: what was decided, by whom, under which number, and until when it is shown. */
import type { FileRecord } from '../../../src/http/schemas.ts'
import { lastDayShown, legalDay, sayDay } from '../../ui/dates.ts'
import { classWords } from '../../ui/words.ts'
import { useReading } from '../language.tsx'

export function RecordCard({ record, level }: { record: FileRecord; level: 3 | 4 }) {
  const Heading = `h${level}` as const
  const { language, say, t } = useReading()
  const { shown } = record
  return (
    <article className="record">
      <header>
        <Heading>{say(record.title)}</Heading>
        {record.class && <span className="tag">{`${t('失信程度', 'Class')}：${say(classWords(record.class))}`}</span>}
        {record.version > 1 && <span className="tag">{t(`第 ${record.version} 版`, `Version ${record.version}`)}</span>}
      </header>
      <dl className="facts">
        {record.document && (
          <div>
            <dt>{t('文书号', 'Document')}</dt>
            <dd>{record.document}</dd>
          </div>
        )}
        {record.decidedOn && (
          <div>
            <dt>{t('决定日期', 'Decided on')}</dt>
            <dd>{sayDay(record.decidedOn, language)}</dd>
          </div>
        )}
        {record.authority && (
          <div>
            <dt>{t('决定机关', 'Authority')}</dt>
            <dd>{record.authority}</dd>
          </div>
        )}
        <div>
          <dt>{t('信源单位', 'Source')}</dt>
          <dd>{record.sourceName}</dd>
        </div>
        {record.content.map((field) => {
          const value = Array.isArray(field.value) ? field.value.join(language === 'zh' ? '；' : '; ') : field.value
          return (
            <div key={field.field} className={value.length > 40 ? 'wide' : undefined}>
              <dt>{say(field)}</dt>
              <dd>{value}</dd>
            </div>
          )
        })}
      </dl>
      <p className="shown">
        {shown.until
          ? t(
              `公示至 ${sayDay(lastDayShown(shown.until), language)}（含当日）`,
              `Shown until the end of ${sayDay(lastDayShown(shown.until), language)}`,
            )
          : t(`自 ${sayDay(legalDay(shown.from), language)} 起`, `From ${sayDay(legalDay(shown.from), language)} on`)}
        {' · '}
        {say(shown.reason)}
        {shown.article && <span className="article">{shown.article}</span>}
      </p>
    </article>
  )
}
