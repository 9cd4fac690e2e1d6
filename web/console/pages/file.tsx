import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useLocation, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { Fragment, useCallback, useId, useState } from 'react'
import type { CreditFile } from '../../../src/http/schemas/files.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { kindWords, nothingFound, statusWords } from '../../ui/words.ts'
import { creditFile, type Reason } from '../api.ts'
import { codesIn } from '../codes.ts'
import { useReading } from '../language.tsx'
import { useReasonNames } from '../names.ts'
import { CodeField } from '../parts/code-field.tsx'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { Holds } from '../parts/holds.tsx'
import { Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ReasonFields, reasonErrors } from '../parts/reason-fields.tsx'
import { RecordCard } from '../parts/record-card.tsx'
import { RecordCases, useCasesAbout } from '../parts/record-cases.tsx'
import { RepresentativesOf } from '../parts/representatives.tsx'
import { readOnce, useMe } from '../session.ts'

const route = getRouteApi('/in/file')

/**
 * A file is not opened by its address alone: purpose, matter and case number
 * are asked for first, and every opening stands in the ledger.
 */
export function FilePage() {
  const { who } = useMe()
  const reason = useLocation({ select: (location) => location.state.reason })
  const { code } = route.useSearch()
  return reason?.who === who && code ? <OpenFile key={code} code={code} reason={reason} /> : <AskForFile key={code} />
}

function AskForFile() {
  const { t } = useReading()
  const search = route.useSearch()
  const navigate = useNavigate()
  const { who, may } = useMe()
  const mayReadPast = may.includes('read-past-file')
  const id = useId()
  const [code, setCode] = useState(search.code ?? '')
  const [asOf, setAsOf] = useState(search.asOf ?? '')
  const [knownAt, setKnownAt] = useState(search.knownAt === undefined ? '' : String(search.knownAt))
  const [reason, setReason] = useState<Reason>({ matter: '', purpose: '', caseNumber: '' })
  const [isAsked, setAsked] = useState(false)
  const change = useCallback((part: Partial<Reason>) => setReason((before) => ({ ...before, ...part })), [])

  const [one, ...others] = codesIn(code)
  const codeError =
    !one || others.length > 0 ? t('请输入一个统一社会信用代码', 'Enter one unified social credit code') : undefined
  const positionError = /^\d*$/.test(knownAt.trim()) ? undefined : t('位置是一个整数', 'A position is a whole number')
  const errors = reasonErrors(reason, t)

  const submit = () => {
    setAsked(true)
    if (!one || codeError || positionError || Object.keys(errors).length > 0) return false
    void navigate({
      to: '/file',
      search: { code: one, asOf: asOf || undefined, knownAt: knownAt.trim() ? Number(knownAt) : undefined },
      state: { reason: { ...reason, who, caseNumber: reason.caseNumber.trim() } },
    })
    return true
  }

  return (
    <Page
      title={t('信用档案', 'Credit file')}
      lead={t(
        '查阅未公示的内容须说明事项、目的和办件编号；每次查阅都记入台账，被查单位可以看到。',
        'Reading what is not public takes matter, purpose and case number. Every reading stands in the ledger, where the organisation can see it.',
      )}
    >
      <Form className="card" submit={submit}>
        <CodeField code={code} error={isAsked ? codeError : undefined} change={setCode} />
        <ReasonFields reason={reason} errors={isAsked ? errors : {}} asks="file" change={change} />
        {mayReadPast && (
          <div className="fields two">
            <Field
              id={`${id}-day`}
              label={t('截至某日（可不填）', 'As of a day (optional)')}
              hint={t('看过去某一天的状态', 'The state on a past day')}
              isOptional
            >
              {(field) => (
                <Input {...field} type="date" value={asOf} onChange={(event) => setAsOf(event.target.value)} />
              )}
            </Field>
            <Field
              id={`${id}-position`}
              label={t('存证位置（可不填）', 'Log position (optional)')}
              hint={t('按当时已知的内容', 'As it was known at that position')}
              error={isAsked ? positionError : undefined}
              isOptional
            >
              {(field) => (
                <Input
                  {...field}
                  inputMode="numeric"
                  value={knownAt}
                  onChange={(event) => setKnownAt(event.target.value)}
                />
              )}
            </Field>
          </div>
        )}
        <div className="form-actions">
          <Button type="primary" htmlType="submit">
            {t('查阅档案', 'Open the file')}
          </Button>
        </div>
      </Form>
    </Page>
  )
}

function OpenFile({ code, reason: { purpose, matter, caseNumber } }: { code: string; reason: Reason }) {
  const { t } = useReading()
  const names = useReasonNames()
  const { asOf, knownAt } = route.useSearch()
  const file = useQuery({
    queryKey: ['file', code, asOf, knownAt, purpose, matter, caseNumber],
    queryFn: () => creditFile(code, { purpose, matter, caseNumber, asOf, knownAt }),
    // Each reading is a line in the ledger: one opening, one line.
    ...readOnce,
    retry: false,
  })
  return (
    <Page
      title={file.data?.name ?? t('信用档案', 'Credit file')}
      lead={`${names.matter(matter)} · ${names.purpose(purpose)} · ${caseNumber}`}
      actions={
        <>
          <Button onClick={() => window.print()} className="no-print">
            {t('打印', 'Print')}
          </Button>
          <Link to="/file" className="button-link no-print">
            {t('查阅另一家', 'Another file')}
          </Link>
        </>
      }
    >
      {file.error && <ProblemNote fault={file.error} again={() => void file.refetch()} />}
      {file.isPending && <PageWaits />}
      {file.data && <FileBody file={file.data} asOf={asOf} />}
    </Page>
  )
}

function FileBody({ file, asOf }: { file: CreditFile; asOf?: string }) {
  const { may } = useMe()
  const mayHold = may.includes('hold-records') && asOf === undefined
  const seesRepresentatives = may.includes('see-representatives') && asOf === undefined && !file.isProvisional
  const open = useCasesAbout(file.code)
  const { language, say, t } = useReading()
  const shown = file.sections.filter(({ records }) => records.length > 0)
  const empty = file.sections.filter(({ records }) => records.length === 0)
  const facts: [string, string | undefined][] = [
    [t('类别', 'Kind'), say(kindWords(file.kind))],
    [t('状态', 'Status'), say(statusWords(file.status))],
    [t('住所地区', 'Region'), file.regionName],
    [t('行业', 'Industry'), file.industry],
    [t('成立日期', 'Founded'), file.foundedOn && sayDay(file.foundedOn, language)],
    [t('法定代表人', 'Representative'), file.representative],
    [t('曾用名', 'Former names'), file.formerNames.join(language === 'zh' ? '、' : ', ') || undefined],
    [t('数据截至', 'Data as of'), asOf ? sayDay(asOf, language) : sayInstant(file.at, language)],
    [t('存证位置', 'Log position'), file.knownAt === undefined ? undefined : String(file.knownAt)],
  ]
  return (
    <>
      <section className="card">
        <p>
          <code className="big-code">{file.code}</code>
          {file.isProvisional && <span className="tag">{t('尚无登记信息', 'Not yet registered here')}</span>}
        </p>
        <dl className="facts">
          {facts.map(([label, value]) =>
            value ? (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
      </section>
      {seesRepresentatives && <RepresentativesOf code={file.code} name={file.name} />}
      {shown.map((section) => (
        <section key={section.item} className="card">
          <h2>
            {say(section)} <span className="soft figure">{section.records.length || ''}</span>
          </h2>
          {section.records.map((record) => (
            <Fragment key={`${record.record} ${record.version}`}>
              <RecordCard record={record} level={3} said={[file.name, file.code]} section={say(section)} />
              {asOf === undefined && <RecordCases code={file.code} record={record.record} open={open} />}
              {mayHold && <Holds code={file.code} record={record.record} />}
            </Fragment>
          ))}
        </section>
      ))}
      {empty.length > 0 && (
        <section className="card">
          <h2>{say(nothingFound)}</h2>
          <p className="soft">{empty.map((section) => say(section)).join(language === 'zh' ? '、' : ', ')}</p>
        </section>
      )}
    </>
  )
}
