import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useCallback, useEffect, useId, useMemo, useState } from 'react'
import { makeReport, type Reason } from '../api.ts'
import { codesIn } from '../codes.ts'
import { bytesShown, dayAfter } from '../figures.ts'
import { useReading } from '../language.tsx'
import { CodeField } from '../parts/code-field.tsx'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { useOnce } from '../parts/once.ts'
import { Page } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ReasonFields, reasonErrors } from '../parts/reason-fields.tsx'
import { saveAs } from '../parts/save-as.ts'
import { useMe } from '../session.ts'

const route = getRouteApi('/in/report')

export function ReportPage() {
  const { language, t } = useReading()
  const search = route.useSearch()
  const navigate = useNavigate()
  const mayAskPast = useMe().may.includes('report-past')
  const id = useId()
  const [code, setCode] = useState(search.code ?? '')
  const [from, setFrom] = useState(search.from ?? '')
  const [until, setUntil] = useState(search.until ?? '')
  const [asOf, setAsOf] = useState(search.asOf ?? '')
  const [reason, setReason] = useState<Reason>({ matter: '', purpose: '', caseNumber: '' })
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const [got, setGot] = useState<Got>()
  const [format, setFormat] = useState<'pdf' | 'json'>('pdf')
  const change = useCallback((part: Partial<Reason>) => setReason((before) => ({ ...before, ...part })), [])

  const [one, ...others] = codesIn(code)
  const codeError =
    !one || others.length > 0 ? t('请输入一个统一社会信用代码', 'Enter one unified social credit code') : undefined
  const periodError =
    from && until && until < from ? t('止日不能早于起日', 'The last day cannot be before the first') : undefined
  const errors = reasonErrors(reason, t)

  const [ask, isBusy] = useOnce(async () => {
    if (!one) return
    setFault(undefined)
    setGot(undefined)
    const period = { from: from || undefined, until: until || undefined, asOf: asOf || undefined }
    await navigate({ to: '/report', search: { code: one, ...period }, replace: true })
    try {
      const report = await makeReport({
        ...reason,
        caseNumber: reason.caseNumber.trim(),
        code: one,
        ...period,
        // People name the last day that counts; the server wants the day after it.
        until: until ? dayAfter(until) : undefined,
        language,
        format,
      })
      setGot(report)
      if (format === 'pdf') saveAs(report.blob, report.fileName)
    } catch (failure) {
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    if (codeError || periodError || Object.keys(errors).length > 0) return false
    ask()
    return true
  }

  return (
    <Page
      title={t('信用报告', 'Credit report')}
      lead={t(
        '按国家规定的栏目生成 PDF，印有用途、期间和编号，不含评级或评分。',
        'A PDF in the national order of sections, with purpose, period and number printed; no grade, no score.',
      )}
    >
      <Form className="card" submit={submit}>
        <CodeField code={code} error={isAsked ? codeError : undefined} change={setCode} />
        <ReasonFields reason={reason} errors={isAsked ? errors : {}} asks="report" change={change} />
        <fieldset className="fields three">
          <legend>{t('报告期间（不填为全部）', 'Period (empty: all)')}</legend>
          <Field id={`${id}-from`} label={t('自', 'From')} isOptional>
            {(field) => <Input {...field} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />}
          </Field>
          <Field id={`${id}-until`} label={t('至（含当日）', 'To (that day included)')} error={periodError} isOptional>
            {(field) => (
              <Input
                {...field}
                type="date"
                value={until}
                onChange={(event) => setUntil(event.target.value)}
                status={periodError ? 'error' : undefined}
              />
            )}
          </Field>
          {mayAskPast && (
            <Field
              id={`${id}-as-of`}
              label={t('按过去某日', 'As of a past day')}
              hint={t('仅限审计', 'Auditors only')}
              isOptional
            >
              {(field) => (
                <Input {...field} type="date" value={asOf} onChange={(event) => setAsOf(event.target.value)} />
              )}
            </Field>
          )}
        </fieldset>
        {fault !== undefined && <ProblemNote fault={fault} />}
        <div className="form-actions">
          <Button
            type="primary"
            htmlType="submit"
            loading={isBusy && format === 'pdf'}
            onClick={() => setFormat('pdf')}
          >
            {isBusy && format === 'pdf'
              ? t('正在生成……', 'Being made…')
              : t('生成报告（PDF）', 'Make the report (PDF)')}
          </Button>
          <Button htmlType="submit" loading={isBusy && format === 'json'} onClick={() => setFormat('json')}>
            JSON
          </Button>
        </div>
      </Form>
      {got && <Made got={got} />}
    </Page>
  )
}

type Got = { blob: Blob; fileName: string }

/** The report on the page, and as a file. Its bytes are those whose digest is kept; asked anew it has others. */
function Made({ got }: { got: Got }) {
  const { language, t } = useReading()
  const isJson = got.blob.type.includes('json')
  const address = useMemo(() => URL.createObjectURL(got.blob), [got])
  useEffect(() => () => URL.revokeObjectURL(address), [address])
  const [text, setText] = useState('')
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    if (isJson) void got.blob.text().then((read) => setText(JSON.stringify(JSON.parse(read), null, 2)))
  }, [got, isJson])
  return (
    <section className="card made" aria-labelledby="report-made">
      <h2 id="report-made">{t('报告已生成', 'The report is made')}</h2>
      <p role="status">
        <b className="file-name">{got.fileName}</b>
        <span className="soft">{` ${bytesShown(got.blob.size, language)}`}</span>
      </p>
      <div className="form-actions">
        <Button type="primary" onClick={() => saveAs(got.blob, got.fileName)}>
          {t('再次保存', 'Save again')}
        </Button>
        {!isJson && (
          <Button aria-expanded={isShown} onClick={() => setShown(!isShown)}>
            {isShown ? t('收起预览', 'Hide the preview') : t('在此预览', 'Preview here')}
          </Button>
        )}
        <Link to="/reports" search={{}} className="button-link">
          {t('已出具的报告', 'Reports made')}
        </Link>
      </div>
      {isJson ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
        <pre className="json" tabIndex={0}>
          {text}
        </pre>
      ) : (
        isShown && <iframe className="pdf" src={address} title={t('报告预览', 'The report')} />
      )}
    </section>
  )
}
