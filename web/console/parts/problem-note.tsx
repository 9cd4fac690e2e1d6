import Button from 'antd/es/button'
import { asProblem } from '../call.ts'
import { useReading } from '../language.tsx'

/** Says what went wrong, in the reader's language, and how to go on. */
export function ProblemNote({ fault, again }: { fault: unknown; again?: () => void }) {
  const { say, t } = useReading()
  const problem = asProblem(fault)
  return (
    <div className="note bad" role="alert">
      <p>
        <b>{say(problem.says)}</b>
      </p>
      {problem.errors?.map((error) => (
        <p key={`${error.at}${error.says.en}`}>{say(error.says)}</p>
      ))}
      {problem.status >= 500 && problem.instance && (
        <p className="soft">
          {t('求助时请报编号', 'When asking for help, name')} <code>{problem.instance}</code>
        </p>
      )}
      {again && <Button onClick={again}>{t('重试', 'Try again')}</Button>}
    </div>
  )
}
