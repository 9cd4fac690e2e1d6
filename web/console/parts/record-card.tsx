/** One record of a file: what was decided, by whom, under which number, and until when it is shown. */
import type { FileRecord } from '../../../src/http/schemas/files.ts'
import { lastDayShown, legalDay, sayDay } from '../../ui/dates.ts'
import { classWords } from '../../ui/words.ts'
import { useReading } from '../language.tsx'

type Props = {
  record: FileRecord
  level: 3 | 4
  /** What the page says of the organisation already: its name, its code. */
  said: (string | undefined)[]
  /** The name of the section the card stands in, where it has one. */
  section?: string
}

export function RecordCard({ record, level, said, section }: Props) {
  const Heading = `h${level}` as const
  const { language, say, t } = useReading()
  const { shown } = record
  // What the catalogue calls its day and its authority; the day of what is no decision stands among its fields.
  const isDecision = !record.content.some(({ zh, value }) => value === record.decidedOn && !zh.endsWith('决定日期'))
  const authority = record.content.find(({ value }) => value === record.authority)
  const title = say(record.title)
  // People quote a record by its document.
  const name = [title === section && record.document ? '' : title, record.document].filter(Boolean).join(' ')
  return (
    <article className="record">
      <header>
        <Heading>{name}</Heading>
        {record.class && <span className="tag">{`${t('失信程度', 'Class')}：${say(classWords(record.class))}`}</span>}
        {record.incomplete && <span className="tag incomplete">{say(record.incomplete)}</span>}
        {record.marks?.map((mark) => (
          <span key={mark.document} className="tag contested">
            {say(mark)}
          </span>
        ))}
        {record.lifted && <span className="tag contested">{t('停止公示', 'Publication stopped')}</span>}
        {record.version > 1 && <span className="tag">{t(`第 ${record.version} 版`, `Version ${record.version}`)}</span>}
      </header>
      <dl className="facts">
        {isDecision && record.decidedOn && (
          <div>
            <dt>{t('决定日期', 'Decided on')}</dt>
            <dd>{sayDay(record.decidedOn, language)}</dd>
          </div>
        )}
        {record.authority && (
          <div>
            <dt>{authority ? say(authority) : t('决定机关', 'Authority')}</dt>
            <dd>{record.authority}</dd>
          </div>
        )}
        <div>
          <dt>{t('信源单位', 'Source')}</dt>
          <dd>{record.sourceName}</dd>
        </div>
        {record.incomplete && (
          <div className="wide">
            <dt>{t('缺少要素', 'Lacks')}</dt>
            <dd>{record.incomplete.lacks.map(say).join(language === 'zh' ? '、' : ', ')}</dd>
          </div>
        )}
        {record.marks?.map((mark) => (
          <div key={mark.document} className="wide">
            <dt>{say(mark)}</dt>
            <dd>{`${t('自', 'since')} ${sayDay(mark.since, language)}${t('起，', ', ')}${mark.document}`}</dd>
          </div>
        ))}
        {record.reply && (
          <div className="wide">
            <dt>{t('主体陈述', 'What it says')}</dt>
            <dd>{`${record.reply.says}${t('（', ' (')}${sayDay(record.reply.on, language)}${t('）', ')')}`}</dd>
          </div>
        )}
        {record.lifted && (
          <div className="wide">
            <dt>{t('停止公示', 'Publication stopped')}</dt>
            <dd>
              {`${t('自', 'from')} ${sayDay(record.lifted.from, language)}${t('起', '')}${
                record.lifted.until
                  ? t(
                      `，${sayDay(record.lifted.until, language)}恢复`,
                      `, shown again from ${sayDay(record.lifted.until, language)}`,
                    )
                  : ''
              }；${record.lifted.basis}；${record.lifted.document}`}
            </dd>
          </div>
        )}
        {ownContent(record, said).map((field) => {
          const value = Array.isArray(field.value)
            ? field.value.join(language === 'zh' ? '；' : '; ')
            : sayDay(field.value, language)
          return (
            <div key={field.field} className={value.length > 40 ? 'wide' : undefined}>
              <dt>{say(field)}</dt>
              <dd>{value}</dd>
            </div>
          )
        })}
      </dl>
      <p className="shown">
        {shown.isShared && t('不公示，只供国家机关查阅 · ', 'For authorities only · ')}
        {shown.until
          ? t(
              `${shown.isShared ? '共享' : '公示'}至 ${sayDay(lastDayShown(shown.until), language)}（含当日）`,
              `${shown.isShared ? 'Shared' : 'Shown'} until the end of ${sayDay(lastDayShown(shown.until), language)}`,
            )
          : t(`自 ${sayDay(legalDay(shown.from), language)} 起`, `From ${sayDay(legalDay(shown.from), language)} on`)}
        {' · '}
        {say(shown.reason)}
        {shown.article && <span className="article">{shown.article}</span>}
      </p>
    </article>
  )
}

/**
 * The content without what stands at the head of the card or of the page. By
 * value, so that a field that says something else stays, whatever it is called;
 * a day only where it is called the same too, since a permit may be valid from
 * the very day it was decided.
 */
function ownContent(record: FileRecord, said: (string | undefined)[]): FileRecord['content'] {
  const klass = record.class && classWords(record.class).zh
  const words = new Set([...said, record.document, record.authority, record.source, record.sourceName, klass])
  return record.content.filter(({ zh, value }) =>
    typeof value === 'string' ? !words.has(value) && !(value === record.decidedOn && zh.endsWith('决定日期')) : true,
  )
}
