/** A correction sheet, or one line of it: first what would come of it, then carried out on a basis. */
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useEffect, useId, useRef, useState } from 'react'
import { flagWords } from '../../../src/http/list-words.ts'
import type { CodeHolderView, CorrectionOutcomes, CorrectionPreview } from '../../../src/http/schemas/codes.ts'
import { kindWords } from '../../ui/words.ts'
import { correctCodes, previewCodes, previewSheet } from '../api.ts'
import { counted, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { aboutCodes } from './corrections.tsx'
import { Field } from './field.tsx'
import { Form } from './form.tsx'
import { useOnce } from './once.ts'
import { ProblemNote } from './problem-note.tsx'

type Line = CorrectionPreview['rows'][number]
type Outcome = CorrectionOutcomes['rows'][number]
type Flag = 0 | 1 | 2
type Search = { way?: string; putFlag?: string; putCode?: string; putName?: string; putOther?: string }

export function Correct({ search }: { search: Search }) {
  const { t } = useReading()
  const way = search.way === 'line' ? 'line' : 'sheet'
  const [lines, setLines] = useState<Line[]>()
  const [outcomes, setOutcomes] = useState<Outcome[]>()
  const [shown, setShown] = useState(0)
  const show = (found: Line[]) => {
    setOutcomes(undefined)
    setLines(found)
    setShown(shown + 1)
  }
  return (
    <>
      <section className="card" id="correct">
        <h2>{t('办理更正', 'Put codes right')}</h2>
        <nav className="parts" aria-label={t('办理方式', 'Way of entering')}>
          <Link
            to="/codes"
            search={(now) => ({ ...now, way: 'sheet' })}
            resetScroll={false}
            className={way === 'sheet' ? 'chosen' : ''}
            aria-current={way === 'sheet' ? 'true' : undefined}
          >
            {t('上传更正表', 'A sheet')}
          </Link>
          <Link
            to="/codes"
            search={(now) => ({ ...now, way: 'line' })}
            resetScroll={false}
            className={way === 'line' ? 'chosen' : ''}
            aria-current={way === 'line' ? 'true' : undefined}
          >
            {t('填写一行', 'One line')}
          </Link>
        </nav>
        {way === 'sheet' ? <Sheet show={show} /> : <OneLine key={search.putCode} search={search} show={show} />}
      </section>
      {lines && !outcomes && <Preview key={shown} lines={lines} carriedOut={setOutcomes} />}
      {lines && outcomes && <Result lines={lines} outcomes={outcomes} />}
    </>
  )
}

function Sheet({ show }: { show: (lines: Line[]) => void }) {
  const { t } = useReading()
  const [fault, setFault] = useState<unknown>()
  const [name, setName] = useState<string>()
  const [read, isBusy] = useOnce(async (file: File) => {
    setFault(undefined)
    setName(file.name)
    try {
      show(await previewSheet(file))
    } catch (failure) {
      setFault(failure)
    }
  })
  return (
    <>
      <p>
        {t(
          '表中需要：代码、名称、标志、新代码或保留代码、理由。标志 0 新赋码（写新代码），1 删除（写保留的代码），2 保持原码不变（已认作同一主体的恢复分开）。XLSX、XLS、CSV 均可，最多 1000 行；文件不保存。',
          'Columns: code, name, flag, other, reason. Flag 0: a code was newly assigned (other: the new one); 1: it is deleted (other: the one that stays); 2: it is kept as it is, and told apart again where it was joined. XLSX, XLS or CSV, at most 1000 lines; the file is not kept.',
        )}
      </p>
      <div className="form-actions import">
        <label className={isBusy ? 'button-link' : 'button-link primary'}>
          {isBusy ? t('正在读取……', 'Reading…') : t('选择更正表', 'Choose a sheet')}
          <input
            type="file"
            className="sr-only"
            accept=".xlsx,.xls,.csv,.txt,.json,.html,.htm"
            disabled={isBusy}
            onChange={(event) => {
              const [file] = event.target.files ?? []
              event.target.value = ''
              if (file) read(file)
            }}
          />
        </label>
        {name && <span className="soft file-name">{name}</span>}
      </div>
      {fault !== undefined && <ProblemNote fault={fault} />}
    </>
  )
}

function OneLine({ search, show }: { search: Search; show: (lines: Line[]) => void }) {
  const { say, t } = useReading()
  const id = useId()
  const given = Number(search.putFlag ?? 1)
  const [line, setLine] = useState({
    flag: (given === 0 || given === 2 ? given : 1) as Flag,
    code: search.putCode ?? '',
    name: search.putName ?? '',
    other: search.putOther ?? '',
    reason: '',
  })
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const wanting = (text: string) => (isAsked && text.trim() === '' ? t('请填写', 'This is needed') : undefined)
  const needsOther = line.flag !== 2
  const [look, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      show(await previewCodes([{ line: 1, ...line, other: needsOther ? line.other : '' }]))
    } catch (failure) {
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    const texts = [line.code, line.name, line.reason, ...(needsOther ? [line.other] : [])]
    if (texts.some((text) => text.trim() === '')) return false
    look()
    return true
  }
  const input = (key: 'code' | 'name' | 'other' | 'reason', label: string, maxLength: number, hint?: string) => (
    <Field id={`${id}-${key}`} label={label} error={wanting(line[key])} hint={hint}>
      {(field) => (
        <Input
          {...field}
          value={line[key]}
          maxLength={maxLength}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setLine({ ...line, [key]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <Form className="stack-form" submit={submit}>
      <div className="fields">
        <Field id={`${id}-flag`} label={t('标志', 'Flag')}>
          {(field) => (
            <Select
              {...field}
              value={line.flag}
              onChange={(flag: Flag) => setLine({ ...line, flag })}
              options={([0, 1, 2] as const).map((value) => ({ value, label: say(flagWords[value]) }))}
            />
          )}
        </Field>
        {input('code', t('代码', 'Code'), 64)}
        {needsOther &&
          input(
            'other',
            line.flag === 0 ? t('新赋的代码', 'The new code') : t('保留的代码', 'The code that stays'),
            64,
          )}
      </div>
      {input(
        'name',
        t('名称', 'Name'),
        200,
        t('该代码的现用或曾用名称，用来核对', 'A name of that code, current or former; it is compared'),
      )}
      {input('reason', t('理由', 'Reason'), 500)}
      {fault !== undefined && <ProblemNote fault={fault} />}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('预览', 'Look first')}
        </Button>
      </div>
    </Form>
  )
}

type PreviewProps = { lines: Line[]; carriedOut: (outcomes: Outcome[]) => void }

function Preview({ lines, carriedOut }: PreviewProps) {
  const { language, t } = useReading()
  const queries = useQueryClient()
  const id = useId()
  const [basis, setBasis] = useState('')
  const [reason, setReason] = useState('')
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const section = useRef<HTMLElement>(null)
  useEffect(() => section.current?.focus(), [])
  const ready = lines.filter((one) => !one.refused)
  const isReasonWanting = ready.some((one) => one.reason.trim() === '')
  const count = (done: Line['done']) => wholeNumber(lines.filter((one) => one.done === done).length, language)
  const [act, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      const asked = ready.map(({ line, flag, code, name, other, reason: own }) => ({
        ...{ line, flag, code, name, other },
        reason: own.trim() === '' ? reason : own,
      }))
      const outcomes = await correctCodes({ lines: asked, basis })
      carriedOut(outcomes)
      await Promise.all(aboutCodes.map((queryKey) => queries.invalidateQueries({ queryKey })))
    } catch (failure) {
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    if (basis.trim() === '' || (isReasonWanting && reason.trim() === '')) return false
    act()
    return true
  }
  const wanting = (text: string) => (isAsked && text.trim() === '' ? t('请填写', 'This is needed') : undefined)
  return (
    <section className="card result" ref={section} tabIndex={-1} aria-label={t('预览', 'What it would do')}>
      <h2>{t('预览：尚未办理', 'Nothing is done yet')}</h2>
      <p>
        {t(
          `认作同一主体 ${count('joined')} 行，恢复分开 ${count('split')} 行，保持原码 ${count('kept')} 行，不能办理 ${wholeNumber(lines.length - ready.length, language)} 行。`,
          `${count('joined')} would be joined, ${count('split')} told apart, ${count('kept')} kept as they are; ${wholeNumber(lines.length - ready.length, language)} cannot be done.`,
        )}
      </p>
      <ol className="correction-lines">
        {lines.map((one) => (
          <CorrectionLine key={one.line} line={one} />
        ))}
      </ol>
      {ready.length > 0 && (
        <Form className="stack-form" submit={submit}>
          <Field
            id={`${id}-basis`}
            label={t('依据', 'Basis')}
            error={wanting(basis)}
            hint={t(
              '登记机关的文件及文号；与每一行一起记入存证',
              'The registry’s document and its number; evidence with each line',
            )}
          >
            {(field) => (
              <Input {...field} value={basis} maxLength={500} onChange={(event) => setBasis(event.target.value)} />
            )}
          </Field>
          {isReasonWanting && (
            <Field
              id={`${id}-reason`}
              label={t('理由（表中没有写理由的行）', 'Reason (of lines that state none)')}
              error={wanting(reason)}
            >
              {(field) => (
                <Input {...field} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
              )}
            </Field>
          )}
          {fault !== undefined && <ProblemNote fault={fault} />}
          <div className="form-actions">
            <Button type="primary" htmlType="submit" loading={isBusy}>
              {t(
                `办理这 ${wholeNumber(ready.length, language)} 行`,
                `Carry out ${wholeNumber(ready.length, language)}`,
              )}
            </Button>
          </div>
        </Form>
      )}
    </section>
  )
}

function CorrectionLine({ line }: { line: Line }) {
  const { say, t } = useReading()
  const words = {
    joined: t('认作同一主体', 'one organisation'),
    split: t('恢复分开', 'told apart again'),
    kept: t('保持原码，没有变化', 'kept, nothing changes'),
  }
  return (
    <li>
      <div className="section-head">
        <span className="soft">{t(`第 ${line.line} 行`, `Line ${line.line}`)}</span>
        <span className="tag">{say(flagWords[line.flag])}</span>
        {line.done && <span className={`tag ${line.done === 'kept' ? '' : 'v-accepted'}`}>{words[line.done]}</span>}
        {line.refused && <span className="tag v-refused">{t('不能办理', 'cannot be done')}</span>}
      </div>
      {line.refused && <p className="bad-text">{say(line.refused)}</p>}
      <div className="two-holders">
        <Holder code={line.code} statedName={line.name} holder={line.holder} />
        {line.flag !== 2 && line.other !== '' && <Holder code={line.other} holder={line.otherHolder} stays />}
        {line.flag === 2 && line.sameAs && <Holder code={line.sameAs} />}
      </div>
      {line.reason && <p className="soft">{t(`理由：${line.reason}`, `Reason: ${line.reason}`)}</p>}
    </li>
  )
}

type HolderProps = { code: string; statedName?: string; holder?: CodeHolderView; stays?: true }

function Holder({ code, statedName, holder, stays }: HolderProps) {
  const { language, say, t } = useReading()
  return (
    <div className="holder">
      <code>{code}</code>
      {stays && <span className="tag">{t('保留', 'stays')}</span>}
      {holder ? (
        <>
          <b className="under">{holder.name}</b>
          <span className="soft under">
            {[say(kindWords(holder.kind)), holder.regionName, holder.status].filter(Boolean).join(' · ')}
          </span>
          {holder.formerNames.length > 0 && (
            <span className="soft under">
              {t('曾用名：', 'formerly ')}
              {holder.formerNames.join(t('、', ', '))}
            </span>
          )}
          <span className="under">
            {t(
              `现有记录 ${wholeNumber(holder.records, language)} 条`,
              counted(holder.records, 'record stands', 'records stand'),
            )}
          </span>
        </>
      ) : (
        statedName && (
          <span className="soft under">{t(`表中名称：${statedName}`, `named in the line: ${statedName}`)}</span>
        )
      )}
    </div>
  )
}

function Result({ lines, outcomes }: { lines: Line[]; outcomes: Outcome[] }) {
  const { language, say, t } = useReading()
  const done = outcomes.filter((one) => !one.refused)
  const refused = outcomes.filter((one) => one.refused)
  const left = lines.filter((one) => one.refused).length
  return (
    <section className={refused.length > 0 ? 'card note' : 'card note good'} role="status">
      <p>
        <b>
          {t(
            `已办理 ${wholeNumber(done.length, language)} 行，记入存证。`,
            `${wholeNumber(done.length, language)} carried out; each is evidence.`,
          )}
        </b>
        {left > 0 &&
          t(
            ` 预览中不能办理的 ${wholeNumber(left, language)} 行没有办理。`,
            ` The ${wholeNumber(left, language)} that could not be done were left.`,
          )}
      </p>
      {refused.map((one) => (
        <p key={one.line}>
          {t(`第 ${one.line} 行 `, `Line ${one.line} `)}
          <code>{one.code}</code> {one.refused && say(one.refused)}
        </p>
      ))}
    </section>
  )
}
