/** Beside a case: its clocks, and the text of the rules that it goes by. */
import type { CaseView } from '../../../src/http/schemas/cases.ts'
import { sayDay } from '../../ui/dates.ts'
import { counted } from '../figures.ts'
import { useReading } from '../language.tsx'
import { capital } from '../names.ts'
import { DueDay, LeftOf, StageTag } from './case-due.tsx'

type Clock = CaseView['clocks'][number]

export function CaseClocks({ view }: { view: CaseView }) {
  const { say, t } = useReading()
  const running = view.clocks.filter(({ endedOn }) => endedOn === undefined)
  const ended = view.clocks.filter(({ endedOn }) => endedOn !== undefined)
  return (
    <section className="card" aria-label={t('期限', 'Time')}>
      <h2>{t('期限', 'Time')}</h2>
      {running.length === 0 && <p className="soft">{t('没有正在计算的期限。', 'No time is running.')}</p>}
      <ul className="clocks">
        {running.map((clock) => (
          <Running key={`${clock.id} ${clock.startedOn}`} clock={clock} />
        ))}
      </ul>
      {view.silence && <p className="hint">{say(view.silence)}</p>}
      {ended.length > 0 && (
        <details>
          <summary>{t(`已结束的期限（${ended.length}）`, `Over (${ended.length})`)}</summary>
          <ul className="clocks">
            {ended.map((clock) => (
              <Ended key={`${clock.id} ${clock.startedOn} ${clock.endedOn}`} clock={clock} />
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Running({ clock }: { clock: Clock }) {
  const { language, say, t } = useReading()
  return (
    <li>
      <h3>{capital(say(clock.what))}</h3>
      <p>
        <b>
          <DueDay due={clock.due ?? clock.notBefore} missingYear={clock.missingYear} />
        </b>{' '}
        {clock.stage && <StageTag stage={clock.stage} />}
      </p>
      <p className="soft">
        <LeftOf left={clock.left} stage={clock.stage} />
        {clock.left !== undefined && ' · '}
        <Length clock={clock} />
      </p>
      {clock.stoodStill.map(({ from, until }) => (
        <p key={from} className="soft">
          {until
            ? t(
                `${sayDay(from, language)}至 ${sayDay(until, language)}不计算`,
                `stood still from ${sayDay(from, language)} to ${sayDay(until, language)}`,
              )
            : t(`自 ${sayDay(from, language)} 起中止计算`, `stands still since ${sayDay(from, language)}`)}
        </p>
      ))}
    </li>
  )
}

function Length({ clock }: { clock: Clock }) {
  const { language, t } = useReading()
  const since = sayDay(clock.startedOn, language)
  if (clock.workingDays === undefined)
    return <>{t(`自 ${since} 起；规则没有规定长短`, `since ${since}; the rules name no length`)}</>
  return (
    <>
      {t(
        `自 ${since} 起 ${clock.workingDays} 个工作日${clock.isExtended ? '，已延长' : ''}`,
        `${counted(clock.workingDays, 'working day')} since ${since}${clock.isExtended ? ', extended' : ''}`,
      )}
    </>
  )
}

function Ended({ clock }: { clock: Clock }) {
  const { language, say, t } = useReading()
  const late = {
    yes: t('逾期', 'late'),
    no: t('按期', 'in time'),
    unknown: t('是否逾期无法判断', 'lateness not determinable'),
  }
  return (
    <li>
      <h3>{capital(say(clock.what))}</h3>
      <p className="soft">
        {[
          t(`${sayDay(clock.endedOn!, language)}结束`, `ended on ${sayDay(clock.endedOn!, language)}`),
          clock.late && late[clock.late],
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </li>
  )
}

/** Each line as the rules had it on the day when the case was opened: later ones do not change it. */
export function RuleText({ view }: { view: CaseView }) {
  const { say, t } = useReading()
  const lines = new Map(
    view.clocks.flatMap((clock) => (clock.rule && clock.article ? [[say(clock.rule), clock] as const] : [])),
  )
  return (
    <details className="card rule-text" open={matchMedia('(min-width: 72rem)').matches}>
      <summary>
        <h2>{t('依据', 'By which rules')}</h2>
      </summary>
      {view.procedure.about && <p>{say(view.procedure.about)}</p>}
      <ul className="clocks">
        {[...lines].map(([words, clock]) => (
          <li key={words}>
            <h3>
              {capital(words)}
              {clock.workingDays !== undefined &&
                t(`：${clock.workingDays} 个工作日`, `: ${counted(clock.workingDays, 'working day')}`)}
            </h3>
            <p className="soft">{clock.article}</p>
          </li>
        ))}
      </ul>
      <p className="hint">
        {t(
          '期限的长短按受理之日的规则，此后规则变动不影响本案。',
          'How long each is was settled by the rules of the day on which it was taken in.',
        )}
      </p>
    </details>
  )
}
