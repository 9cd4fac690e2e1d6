/** What became of one row filled in on a screen. */
import { Link } from '@tanstack/react-router'
import type { RowAnswer } from '../../../src/http/schemas/records.ts'
import { useReading } from '../language.tsx'
import { verdictWords } from '../verdict-words.ts'
import { Findings } from './lines.tsx'
import { VerdictTag } from './verdict-bar.tsx'

export const isIn = ({ line }: RowAnswer) => line.verdict !== 'refused' && line.verdict !== 'waiting'

export function RowAnswerNote({ answer }: { answer: RowAnswer }) {
  const { say, t } = useReading()
  const { line, submission } = answer
  return (
    <section className={isIn(answer) ? 'note good' : 'note bad'} role="status" aria-label={t('结论', 'Verdict')}>
      <p>
        <VerdictTag verdict={line.verdict} /> {say(verdictWords[line.verdict].means)}
      </p>
      {line.findings.length > 0 && <Findings findings={line.findings} item={submission.item} />}
      <p>
        {line.subject && line.record !== undefined && (
          <>
            <Link
              to="/records/$code/$record"
              params={{ code: line.subject, record: String(line.record) }}
              search={{ source: submission.source }}
            >
              {t('查看这条记录', 'See the record')}
            </Link>
            {' · '}
          </>
        )}
        <Link to="/submissions/$id" params={{ id: String(submission.id) }}>
          {t(`报送 № ${submission.id}`, `Submission № ${submission.id}`)}
        </Link>
      </p>
    </section>
  )
}
