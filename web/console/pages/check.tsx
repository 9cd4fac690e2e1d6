import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react'
import { check, type Reason } from '../api.ts'
import { codesIn, mostCodes } from '../codes.ts'
import { useReading } from '../language.tsx'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { usePageKeys } from '../parts/keys.tsx'
import { useOnce } from '../parts/once.ts'
import { Page } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ReasonFields, reasonErrors } from '../parts/reason-fields.tsx'
import { receiptQuery } from '../receipts.ts'
import { useMe } from '../session.ts'

const route = getRouteApi('/in/check')

export function CheckPage() {
  const { t } = useReading()
  const { who, body } = useMe()
  const search = route.useSearch()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const id = useId()
  const [text, setText] = useState((search.codes ?? '').replaceAll(',', '\n'))
  const [reason, setReason] = useState<Reason>({
    matter: search.matter ?? '',
    purpose: search.purpose ?? '',
    caseNumber: '',
  })
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const change = useCallback((part: Partial<Reason>) => setReason((before) => ({ ...before, ...part })), [])

  const codes = codesIn(text)
  const codesError =
    codes.length === 0
      ? t('请输入至少一个统一社会信用代码', 'Enter at least one code')
      : codes.length > mostCodes
        ? t(
            `一次最多 ${mostCodes} 个，现有 ${codes.length} 个；更多请按文件核查`,
            `At most ${mostCodes} at once, here are ${codes.length}; more go by file`,
          )
        : undefined
  const errors = reasonErrors(reason, t)

  const [ask, isBusy] = useOnce(async () => {
    setFault(undefined)
    const asked = { ...reason, caseNumber: reason.caseNumber.trim() }
    // The form stands in the address before the answer, so that "back" brings it again. The case number stays out of it.
    await navigate({
      to: '/check',
      search: { codes: codes.join(','), matter: asked.matter, purpose: asked.purpose },
      replace: true,
    })
    try {
      const { answers } = await check(codes, asked)
      for (const answer of answers) {
        queries.setQueryData(receiptQuery(answer.receipt).queryKey, { answer, reason: asked, who, body })
      }
      await navigate({ to: '/check/answers', search: { receipts: answers.map((one) => one.receipt).join(',') } })
    } catch (failure) {
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    if (codesError || Object.keys(errors).length > 0) return false
    ask()
    return true
  }

  // The most frequent page of a clerk's day: one types at once. Not on a phone, where a keyboard would spring up.
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const frame = matchMedia('(min-width: 48rem)').matches
      ? requestAnimationFrame(() => form.current?.querySelector('textarea')?.focus())
      : undefined
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
  }, [])
  usePageKeys([{ keys: ['Ctrl + Enter'], says: { zh: '核查', en: 'check' } }])
  const runs = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      event.currentTarget.requestSubmit()
    }
  }

  return (
    <Page
      title={t('信用核查', 'Check')}
      actions={
        <Link to="/check/file" search={{}} className="button-link">
          {t('按文件核查', 'Check a file')}
        </Link>
      }
      lead={t(
        '答复只列事实、名单和本事项依法适用的措施，附条款与机关；办与不办由受理机关依法决定。每次核查留有回执和台账。',
        'The answer states facts, listings and the measures that the law allows for this matter, with article and authority; the decision remains with the body in charge. Each check leaves a receipt and a line in the ledger.',
      )}
    >
      <Form className="card" ref={form} submit={submit} onKeyDown={runs}>
        <Field
          id={`${id}-codes`}
          label={t('统一社会信用代码（可多个）', 'Unified social credit codes, one or more')}
          error={isAsked ? codesError : undefined}
          hint={
            codes.length > 1
              ? t(`共 ${codes.length} 个代码`, `${codes.length} codes`)
              : t(
                  '每行一个，或用空格、逗号分开，可从表格粘贴',
                  'One a line, or parted by blanks or commas; paste from a sheet',
                )
          }
        >
          {(field) => (
            <Input.TextArea
              {...field}
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoSize={{ minRows: 2, maxRows: 8 }}
              spellCheck={false}
              status={isAsked && codesError ? 'error' : undefined}
            />
          )}
        </Field>
        <ReasonFields reason={reason} errors={isAsked ? errors : {}} asks="check" change={change} />
        {fault !== undefined && <ProblemNote fault={fault} />}
        <div className="form-actions">
          <Button type="primary" htmlType="submit" loading={isBusy}>
            {t('核查', 'Check')}
          </Button>
          <span className="soft">
            <kbd>Ctrl</kbd>+<kbd>Enter</kbd>
          </span>
        </div>
      </Form>
    </Page>
  )
}
