/** How a clock of a case stands, as a tag, and its last day with what is left of it. */
import { caseStageWords } from '../../../src/http/list-words.ts'
import type { CaseLine, CaseView } from '../../../src/http/schemas/cases.ts'
import { sayDay } from '../../ui/dates.ts'
import { counted } from '../figures.ts'
import { useReading } from '../language.tsx'

type Stage = CaseLine['stage']

export function StageTag({ stage }: { stage: Stage }) {
  const { say } = useReading()
  return <span className={`tag stage-${stage}`}>{say(caseStageWords[stage])}</span>
}

/** The last day; where a calendar is not loaded, the first that is not known and which year is missing. */
export function DueDay({ due, missingYear }: { due?: string; missingYear?: number }) {
  const { language, t } = useReading()
  if (due === undefined) return <>{t('期限中止', 'stands still')}</>
  if (missingYear === undefined) return <span className="figure">{sayDay(due, language)}</span>
  return (
    <>
      {t(
        `不早于 ${sayDay(due, language)}（${missingYear} 年工作日历未载入）`,
        `not before ${sayDay(due, language)} (calendar of ${missingYear} not loaded)`,
      )}
    </>
  )
}

type Clock = CaseView['clocks'][number]

/** "剩 2 个工作日", "已超 3 个工作日". */
export function LeftOf({ left, stage }: Pick<Clock, 'left' | 'stage'>) {
  const { t } = useReading()
  if (left === undefined || stage === undefined) return null
  if (stage === 'overdue') {
    // Past its last day and no working day since, as on a weekend.
    if (left === 0) return <>{t('已过期限', 'past its last day')}</>
    return <>{t(`已超 ${-left} 个工作日`, `${counted(-left, 'working day')} over`)}</>
  }
  return left === 0 ? t('今日届满', 'ends today') : t(`剩 ${left} 个工作日`, `${counted(left, 'working day')} left`)
}
