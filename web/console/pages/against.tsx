import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useEffect, useId, useRef, useState } from 'react'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import type { AgainstRow } from '../../../src/http/schemas/who.ts'
import { sayInstant } from '../../ui/dates.ts'
import { againstRows, settleAgainst } from '../api.ts'
import { useReading } from '../language.tsx'
import { Field } from '../parts/field.tsx'
import { Grid, type GridColumn } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { useOnce } from '../parts/once.ts'
import { Nothing } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { SourcePage } from '../parts/source-page.tsx'
import { waitingKey as rowKey, useWaitingFilters } from '../parts/waiting-filters.ts'
import { WhoDecisions } from '../parts/who-decisions.tsx'
import { mayHere, useMe } from '../session.ts'
import { againstWords } from '../waiting-words.ts'

export function AgainstPage() {
  const { t } = useReading()
  const state = useGridState('against', ['source'])
  const navigate = useNavigate()
  return (
    <SourcePage
      title={t('与已有记录核对', 'Against what stands')}
      lead={t(
        '这些行与已有记录冲突：会加重失信程度、公示更久、恢复已撤回的记录，或同一文书内容不同。平台不自行改变已有记录，由报送单位对照后确认以哪一个为准。',
        'These rows go against a record that stands: they would make it graver or longer shown, bring back what was withdrawn, or say otherwise of one document. Nothing is changed by itself; the source compares and says which is to stand.',
      )}
      action="see-waiting"
      chosen={state.search.source}
      choose={(code) => void navigate({ to: '/waiting/standing', search: { source: code } })}
      nothing={t('没有可以查看的信源单位', 'There is no source whose rows you may see')}
    >
      {(source) => <Rows key={source.code} source={source} />}
    </SourcePage>
  )
}

function Rows({ source }: { source: SourceView }) {
  const { t } = useReading()
  const state = useGridState('against', ['source'])
  const mayDecide = mayHere(useMe(), 'decide-who', source)
  const [shown, setShown] = useState<readonly AgainstRow[]>([])
  const [said, setSaid] = useState<string>()
  const queries = useQueryClient()
  const columns = useColumns()
  const filters = useWaitingFilters(source.items, againstWords)
  const { row: chosen, ...asked } = state.search
  const open = shown.find((one) => rowKey(one) === chosen)
  const settled = async (words: string) => {
    setSaid(words)
    // The next one stands where this one stood.
    const at = shown.findIndex((one) => rowKey(one) === chosen)
    const next = shown[at + 1] ?? shown[at - 1]
    state.change({ row: next && rowKey(next) }, { replace: true })
    await Promise.all(
      ['against', 'who-decisions', 'submission', 'submission-lines', 'submissions'].map((key) =>
        queries.invalidateQueries({ queryKey: [key] }),
      ),
    )
  }
  return (
    <>
      {said && (
        <p className="note good" role="status">
          {said}
        </p>
      )}
      {open && <One key={rowKey(open)} row={open} source={source} mayDecide={mayDecide} settled={settled} />}
      <Grid
        name="against"
        caption={t('等待核对的行', 'Rows that wait')}
        state={{ ...state, ask: asked }}
        columns={columns}
        filters={filters}
        usualSort="age"
        queryKey={['against', source.code]}
        load={(ask) => againstRows({ ...ask, source: source.code, limit: 20 })}
        rowKey={rowKey}
        rowClass={(row) => (rowKey(row) === chosen ? 'picked' : undefined)}
        shown={setShown}
        isLedgered
        exported={{
          path: '/v1/waiting/standing/export',
          columns: { name: 'name,code,document', reason: 'reason,says', stands: 'stands,differs', row: 'row,item' },
          more: { source: source.code },
        }}
        empty={
          <Nothing title={t('没有等待核对的行', 'No row waits because of what stands')}>
            <p>{t('与已有记录冲突的行会出现在这里。', 'Rows that go against a record that stands will be here.')}</p>
          </Nothing>
        }
      />
      <WhoDecisions
        source={source}
        mayDecide={mayDecide}
        reopened={() => void queries.invalidateQueries({ queryKey: ['against'] })}
      />
    </>
  )
}

function useColumns(): GridColumn<AgainstRow>[] {
  const { language, say, t } = useReading()
  const state = useGridState('against', ['source'])
  return [
    {
      id: 'name',
      says: { zh: '单位与文书', en: 'Organisation and document' },
      sort: 'name',
      isHead: true,
      width: '32%',
      cell: (row) => (
        <>
          <Link to="." search={{ ...state.search, row: rowKey(row) } as never} resetScroll>
            {row.statedName || row.statedCode || rowKey(row)}
          </Link>
          <span className="soft under">{row.document}</span>
        </>
      ),
    },
    {
      id: 'reason',
      says: { zh: '原因', en: 'Why it waits' },
      sort: 'reason',
      width: '11rem',
      cell: (row) => <span className="tag v-waiting">{say(againstWords[row.reason])}</span>,
    },
    {
      id: 'stands',
      says: { zh: '不同之处', en: 'Where they differ' },
      cell: (row) =>
        row.differs.length > 0 ? (
          row.differs.slice(0, 3).map((one) => (
            <span key={one.field.en} className="under">
              <span className="soft">{`${say(one.field)}：`}</span>
              {`${short(one.standing)} → ${short(one.row)}`}
            </span>
          ))
        ) : (
          <span className="soft">{t('—', '—')}</span>
        ),
    },
    {
      id: 'row',
      says: { zh: '来自', en: 'From' },
      sort: 'item',
      width: '8.5rem',
      cell: (row) => (
        <>
          {say(row.item)}
          <span className="soft under">
            {t(`报送 ${row.submission} 第 ${row.line} 行`, `${row.submission}, line ${row.line}`)}
          </span>
        </>
      ),
    },
    {
      id: 'at',
      isWhole: true,
      says: { zh: '自何时起', en: 'Since' },
      sort: 'age',
      width: '10.5rem',
      cell: (row) => <span className="figure">{sayInstant(row.at, language)}</span>,
    },
  ]
}

const short = (text: string) => (text === '' ? '—' : text.length > 24 ? `${text.slice(0, 24)}…` : text)

type OneProps = {
  row: AgainstRow
  source: SourceView
  mayDecide: boolean
  settled: (words: string) => Promise<void>
}

/** The row beside what stands, and what can be done. Nothing is done before a choice was made and confirmed. */
function One({ row, source, mayDecide, settled }: OneProps) {
  const { say, t } = useReading()
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const [takes, setTakes] = useState<boolean>()
  const [reason, setReason] = useState('')
  const [document, setDocument] = useState('')
  const [fault, setFault] = useState<unknown>()
  const { stands } = row
  useEffect(() => heading.current?.focus(), [])

  const [confirm, isBusy] = useOnce(async () => {
    if (takes === undefined) return
    setFault(undefined)
    try {
      await settleAgainst({
        source: source.code,
        submission: row.submission,
        line: row.line,
        takes,
        reason,
        ...(takes && document.trim() ? { document } : {}),
        ...(takes && stands
          ? { instead: { subject: stands.subject, record: stands.record, version: stands.version } }
          : {}),
      })
      await settled(
        takes
          ? t('已以本行为准入库，可在下方撤回。', 'The row stands now; this can be taken back below.')
          : t('已保留原记录，该行不入库，可在下方撤回。', 'What stood stays; this can be taken back below.'),
      )
    } catch (failure) {
      setFault(failure)
    }
  })
  const isReady = reason.trim() !== '' && (!takes || !row.needsDocument || document.trim() !== '')
  return (
    <section className="card against" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`} ref={heading} tabIndex={-1}>
        {row.statedName || t('（没有名称）', '(no name)')}
        <span className="soft under">{[row.statedCode, row.document, say(row.item)].filter(Boolean).join(' · ')}</span>
      </h2>
      <p className="note">{say(row.says)}</p>
      {row.differs.length > 0 && (
        <table className="grid plain against-both">
          <caption className="sr-only">{t('已有记录与本行的不同之处', 'Where the two differ')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('字段', 'Field')}</th>
              <th scope="col">
                {row.twin ? t(`第 ${row.twin} 行`, `Line ${row.twin}`) : t('已有记录', 'What stands')}
              </th>
              <th scope="col">{t('本行', 'This row')}</th>
            </tr>
          </thead>
          <tbody>
            {row.differs.map((one) => (
              <tr key={one.field.en}>
                <th scope="row">{say(one.field)}</th>
                <td>
                  <span className="narrow-only soft">
                    {row.twin ? t('另一行：', 'the other: ') : t('已有：', 'stands: ')}
                  </span>
                  {one.standing || '—'}
                </td>
                <td>
                  <span className="narrow-only soft">{t('本行：', 'row: ')}</span>
                  <mark>{one.row || '—'}</mark>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {stands && (
        <p>
          {t('已有记录：', 'What stands: ')}
          {stands.isOwn && mayDecide ? (
            <Link
              to="/records/$code/$record"
              params={{ code: stands.subject, record: String(stands.record) }}
              search={{ source: source.code }}
            >
              {`${stands.name} ${stands.subject}/${stands.record}`}
            </Link>
          ) : (
            <code>{`${stands.subject}/${stands.record}`}</code>
          )}{' '}
          <span className="soft">
            {stands.state === 'withdrawn'
              ? t('（已撤回）', '(withdrawn)')
              : t(`（第 ${stands.version} 版）`, `(version ${stands.version})`)}
          </span>
          {stands.isOwn &&
            mayDecide &&
            stands.state === 'stated' &&
            t('；两者都不对的，请打开后更正或撤回。', '. Where neither is right, open it to correct or withdraw it.')}
        </p>
      )}
      <p className="hint">{t(`可以解决它的：${row.accepted.zh}`, `What would settle it: ${row.accepted.en}`)}</p>
      {mayDecide && (
        <fieldset className="against-choice">
          <legend>{t('以哪一个为准', 'Which is to stand')}</legend>
          <label>
            <input type="radio" name={id} checked={takes === false} onChange={() => setTakes(false)} />
            {t('保留已有记录，本行不入库', 'What stands is right; the row does not go in')}
          </label>
          <label>
            <input
              type="radio"
              name={id}
              checked={takes === true}
              disabled={!row.mayTake}
              onChange={() => setTakes(true)}
            />
            {takeWords(row, t)}
          </label>
          {!row.mayTake && (
            <p className="hint">
              {t(
                '由另一来源单位报送，只有该单位可以更正。',
                'Another source stated it, and only that source corrects it.',
              )}
            </p>
          )}
          {takes !== undefined && (
            <>
              {takes && (
                <Field
                  id={`${id}-document`}
                  label={
                    row.needsDocument
                      ? t('所依据的文书号', 'Document on which this is done')
                      : t('所依据的文书号（可不填）', 'Document on which this is done (optional)')
                  }
                  isOptional={!row.needsDocument}
                >
                  {(field) => (
                    <Input
                      {...field}
                      value={document}
                      maxLength={128}
                      onChange={(event) => setDocument(event.target.value)}
                    />
                  )}
                </Field>
              )}
              <Field id={`${id}-reason`} label={t('理由（与决定一起保存）', 'Why (kept with the decision)')}>
                {(field) => (
                  <Input
                    {...field}
                    value={reason}
                    maxLength={500}
                    onChange={(event) => setReason(event.target.value)}
                  />
                )}
              </Field>
              {fault !== undefined && <ProblemNote fault={fault} />}
              <div className="form-actions">
                <Button type="primary" disabled={!isReady} loading={isBusy} onClick={() => confirm()}>
                  {takes ? t('确认以本行为准', 'Confirm: the row stands') : t('确认保留已有记录', 'Confirm: it stays')}
                </Button>
                {!isReady && (
                  <span className="hint">
                    {row.needsDocument && takes
                      ? t('请写明文书号和理由', 'Name the document and the reason')
                      : t('请写明理由', 'A reason is needed')}
                  </span>
                )}
              </div>
            </>
          )}
        </fieldset>
      )}
    </section>
  )
}

function takeWords({ reason }: AgainstRow, t: (zh: string, en: string) => string): string {
  switch (reason) {
    case 'withdrawn-before':
      return t('以本行为准：恢复已撤回的记录', 'This row: the record that was withdrawn comes back')
    case 'same-document-other-code':
      return t('以本行的代码为准：另一代码下的记录撤回', 'The code of this row: the other record is withdrawn')
    case 'correction-meets-another':
      return t(
        '以本行更正那一条，并撤回被更正的这一条',
        'Correct the other record by this row, and withdraw the one corrected',
      )
    case 'key-twice-in-file':
      return t('以本行为准入库，同主键的另一行另行处理', 'This row goes in; the other of its key is settled by itself')
    default:
      return t('以本行为准：成为已有记录的新版本', 'This row: it becomes the next version of what stands')
  }
}
