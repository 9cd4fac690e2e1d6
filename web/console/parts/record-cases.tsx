/** Beside a record: the open case about it, and the way to take an objection in. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { CaseLine } from '../../../src/http/schemas/cases.ts'
import { cases, openCase, procedures } from '../api.ts'
import type { CallFailed } from '../call.ts'
import { useReading } from '../language.tsx'
import { useMe } from '../session.ts'
import { DueDay, StageTag } from './case-due.tsx'
import { PageWaits } from './page.tsx'
import { ProblemNote } from './problem-note.tsx'
import { type Filled, StepForm } from './step-form.tsx'

type RecordName = { code: string; record: number }

/** Open cases about an organisation, as far as one may see them; none for those who may not. */
export function useCasesAbout(code: string) {
  const may = useMe().may.includes('see-cases')
  return useQuery({
    queryKey: ['cases', 'about', code],
    queryFn: async () => (await cases({ code, limit: 200 })).rows,
    enabled: may,
  }).data
}

export function RecordCases({ code, record, open }: RecordName & { open: readonly CaseLine[] | undefined }) {
  const { say, t } = useReading()
  const mayOpen = useMe().may.includes('handle-cases')
  const about = open?.filter((one) => one.record === record) ?? []
  return (
    <>
      {about.map((one) => (
        <p key={one.case} className="record-case">
          <Link to="/cases/$code/$case" params={{ code: one.subject, case: String(one.case) }}>
            {t(`在办案件：${one.procedure.zh}`, `Open case: ${one.procedure.en}`)}
          </Link>
          <span>{say(one.state.what)}</span>
          <span className="soft">
            {t('届满日 ', 'due ')}
            <DueDay due={one.due} missingYear={one.missingYear} />
          </span>
          <StageTag stage={one.stage} />
        </p>
      ))}
      {mayOpen && about.length === 0 && <TakeIn code={code} record={record} />}
    </>
  )
}

/** Closed until it is wanted. */
function TakeIn({ code, record }: RecordName) {
  const { t } = useReading()
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="holds no-print" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('受理异议', 'Take an objection in')}</summary>
      {isOpen && <NewCase code={code} record={record} />}
    </details>
  )
}

function NewCase({ code, record }: RecordName) {
  const { say, t } = useReading()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const list = useQuery({ queryKey: ['procedures'], queryFn: procedures, staleTime: 300_000 })
  const [filled, fill] = useState<Filled>({})
  const procedure = list.data?.find(({ id }) => id === 'objection')
  if (list.error) return <ProblemNote fault={list.error} again={() => void list.refetch()} />
  if (!procedure) return <PageWaits />
  return (
    <>
      <p>{say(procedure.opening.about)}</p>
      <StepForm
        step={procedure.opening}
        filled={filled}
        fill={fill}
        code={code}
        confirm={t('受理，立即标注', 'Take it in and mark the record')}
        send={async (fields, attachments) => {
          const view = await openCase({ code, record, procedure: procedure.id, fields, attachments })
          queries.setQueryData(['case', view.subject, view.case], view)
          for (const key of ['cases', 'desk']) void queries.invalidateQueries({ queryKey: [key] })
          await navigate({ to: '/cases/$code/$case', params: { code: view.subject, case: String(view.case) } })
        }}
        afterRefusal={(fault) => <Standing fault={fault} />}
      />
    </>
  )
}

/** Somebody took one in meanwhile: the way to it. */
function Standing({ fault }: { fault: CallFailed }) {
  const { t } = useReading()
  const [, code, id] = /([0-9A-Z]{18})\/(\d+)/.exec(fault.problem.says.en) ?? []
  if (fault.problem.code !== 'case-open' || !code || !id) return null
  return (
    <p>
      <Link to="/cases/$code/$case" params={{ code, case: id }}>
        {t('打开这个案件', 'Open that case')}
      </Link>
    </p>
  )
}
