import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Select from 'antd/es/select'
import { useState } from 'react'
import type { ClassesConfirmed, ClassMissingRow } from '../../../src/http/schemas/classes.ts'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import { sayDay } from '../../ui/dates.ts'
import { classWords } from '../../ui/words.ts'
import { classesMissing, confirmClasses, type PenaltyClass } from '../api.ts'
import { wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { useOnce } from '../parts/once.ts'
import { Nothing } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { SourcePage } from '../parts/source-page.tsx'
import { mayHere, useMe } from '../session.ts'

const route = getRouteApi('/in/classes-missing')
const classes: readonly PenaltyClass[] = ['minor', 'general', 'serious']

export function ClassesMissingPage() {
  const { t } = useReading()
  const search = route.useSearch()
  const navigate = useNavigate()
  return (
    <SourcePage
      title={t('失信程度待定的处罚', 'Penalties whose class is missing')}
      lead={t(
        '失信程度由作出决定的单位认定。平台按规则给出建议和理由，由您确认；未认定的不公示，也不用于核查。',
        'The class is set by the body that decided. The platform suggests one with its reason and you confirm it; until then a penalty is neither shown nor used.',
      )}
      action="see-classes-missing"
      chosen={search.source}
      choose={(code) => void navigate({ to: '/classes-missing', search: { source: code } })}
      nothing={t('没有可以查看的信源单位', 'There is no source whose rows you may see')}
    >
      {(source) => <Rows key={source.code} source={source} />}
    </SourcePage>
  )
}

const rowKey = (row: ClassMissingRow) => `${row.subject} ${row.record}`

function Rows({ source: { code: source, region } }: { source: SourceView }) {
  const { language, say, t } = useReading()
  const queries = useQueryClient()
  const mayConfirm = mayHere(useMe(), 'confirm-classes', { code: source, region })
  const state = useGridState('classes-missing', ['source'])
  const [rows, setRows] = useState<readonly ClassMissingRow[]>([])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [classOf, setClassOf] = useState<Readonly<Record<string, PenaltyClass>>>({})
  const [done, setDone] = useState<ClassesConfirmed>()
  const [fault, setFault] = useState<unknown>()

  const classFor = (row: ClassMissingRow) => classOf[rowKey(row)] ?? row.suggested?.class
  const ready = rows.filter(classFor)
  const picked = rows.filter((row) => chosen.has(rowKey(row)) && classFor(row))
  const [confirm, isBusy] = useOnce(async () => {
    setFault(undefined)
    setDone(undefined)
    try {
      const choices = picked.flatMap((row) => {
        const chosenClass = classFor(row)
        return chosenClass ? [{ subject: row.subject, record: row.record, class: chosenClass }] : []
      })
      setDone(await confirmClasses({ source, choices }))
      setChosen(new Set())
      await queries.invalidateQueries({ queryKey: ['classes-missing'] })
    } catch (failure) {
      setFault(failure)
    }
  })

  const setClass = (row: ClassMissingRow, value: PenaltyClass) => {
    setClassOf({ ...classOf, [rowKey(row)]: value })
    setChosen(new Set(chosen).add(rowKey(row)))
  }
  const filters: GridFilter[] = [
    {
      kind: 'text',
      id: 'document',
      says: { zh: '文书号', en: 'Document' },
      hint: { zh: '文号中的字', en: 'Part of its number' },
    },
    { kind: 'text', id: 'code', says: { zh: '统一社会信用代码', en: 'Unified code' }, most: 64 },
    { kind: 'days', from: 'from', until: 'until', says: { zh: '决定日期', en: 'Decided on' } },
  ]
  const columns: GridColumn<ClassMissingRow>[] = [
    {
      id: 'name',
      says: { zh: '单位与文书', en: 'Organisation and document' },
      isHead: true,
      width: '32%',
      cell: (row) => (
        <>
          {row.name}
          <span className="soft under">
            <code>{row.subject}</code>
          </span>
          <span className="soft under">{row.document}</span>
          <span className="soft under">{sayDay(row.decidedOn, language)}</span>
        </>
      ),
    },
    {
      id: 'penalty',
      says: { zh: '处罚', en: 'Penalty' },
      cell: (row) => (
        <>
          {row.kinds.join(language === 'zh' ? '、' : ', ')}
          {row.amount && (
            <span className="soft under">
              {t(`${row.amount} 万元`, `${wholeNumber(Number(row.amount) * 10_000, language)} yuan`)}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'suggested',
      says: { zh: '建议与理由', en: 'Suggestion and reason' },
      cell: (row) =>
        row.suggested ? (
          <>
            <span className={`tag class-${row.suggested.class}`}>{say(classWords(row.suggested.class))}</span>
            <span className="under">{say(row.suggested.reason)}</span>
          </>
        ) : (
          <span className="soft">{t('规则未作规定，由您认定', 'The rules leave it open; it is yours to decide')}</span>
        ),
    },
    ...(mayConfirm
      ? [
          {
            id: 'set',
            says: { zh: '认定为', en: 'Set as' },
            width: '9rem',
            cell: (row: ClassMissingRow) => (
              <Select
                className="wide"
                aria-label={t(`${row.document} 的失信程度`, `Class of ${row.document}`)}
                value={classFor(row)}
                placeholder={t('请选择', 'Choose')}
                options={classes.map((one) => ({ value: one, label: say(classWords(one)) }))}
                onChange={(value: PenaltyClass) => setClass(row, value)}
              />
            ),
          },
        ]
      : []),
  ]

  return (
    <>
      {done && (
        <div className={done.refused.length ? 'note' : 'note good'} role="status">
          <p>
            <b>
              {t(
                `已确认 ${wholeNumber(done.confirmed, language)} 条。`,
                `${wholeNumber(done.confirmed, language)} confirmed.`,
              )}
            </b>
          </p>
          {done.refused.map((refused) => (
            <p key={refused.record}>{`№ ${refused.record}：${say(refused.says)}`}</p>
          ))}
        </div>
      )}
      <Grid
        name="classes-missing"
        caption={t('失信程度待定的处罚', 'Penalties whose class is missing')}
        state={state}
        columns={columns}
        filters={filters}
        usualSort="stated"
        orders={[
          { sort: 'stated', says: { zh: '最早报送的在前', en: 'Stated first' } },
          { sort: '-stated', says: { zh: '最近报送的在前', en: 'Stated last' } },
        ]}
        queryKey={['classes-missing', source]}
        load={({ source: _, ...ask }) => classesMissing({ ...ask, source, limit: 100 })}
        rowKey={rowKey}
        shown={setRows}
        selection={
          mayConfirm
            ? {
                chosen,
                choose: setChosen,
                can: (row) => classFor(row) !== undefined,
                label: (row) => t(`选择 ${row.document}`, `Choose ${row.document}`),
              }
            : undefined
        }
        rowKeys={
          mayConfirm
            ? [
                {
                  keys: ['1', '2', '3'],
                  says: {
                    zh: '把所在的行选为轻微、一般、严重（确认前不生效）',
                    en: 'set the row as minor, general, serious (until confirmed it is nothing)',
                  },
                  press: (row, key) => setClass(row, classes[Number(key) - 1]!),
                },
              ]
            : undefined
        }
        exported={{
          path: '/v1/classes-missing/export',
          columns: { name: 'name,code,document,day', penalty: 'kinds,amount', suggested: 'suggested,why', set: '' },
          more: { source },
        }}
        empty={
          <Nothing title={t('没有待定的处罚', 'Nothing is missing a class')}>
            <p>
              {t(
                '新报送的处罚如果没有失信程度，会出现在这里。',
                'Penalties that arrive without a class will stand here.',
              )}
            </p>
          </Nothing>
        }
      />
      {rows.length > 0 && (
        <>
          {fault !== undefined && <ProblemNote fault={fault} />}
          {mayConfirm && (
            <div className="confirm-bar">
              <Checkbox
                checked={ready.length > 0 && picked.length === ready.length}
                indeterminate={picked.length > 0 && picked.length < ready.length}
                onChange={(event) => setChosen(event.target.checked ? new Set(ready.map(rowKey)) : new Set())}
                disabled={ready.length === 0}
              >
                {t(`本页已有程度的全选（${ready.length}）`, `All on this page that have a class (${ready.length})`)}
              </Checkbox>
              <span aria-live="polite">
                {t(`已选 ${wholeNumber(picked.length, language)} 条`, `${wholeNumber(picked.length, language)} chosen`)}
                <span className="soft">{spread(picked.map(classFor), say)}</span>
              </span>
              <Button type="primary" disabled={picked.length === 0} loading={isBusy} onClick={() => confirm()}>
                {t('确认失信程度', 'Confirm classes')}
              </Button>
            </div>
          )}
        </>
      )}
    </>
  )
}

/** How many of each class are about to be confirmed: said before the button is pressed. */
function spread(picked: (PenaltyClass | undefined)[], say: (says: { zh: string; en: string }) => string): string {
  const counted = classes.flatMap((one) => {
    const n = picked.filter((klass) => klass === one).length
    return n > 0 ? [`${say(classWords(one))} ${n}`] : []
  })
  return counted.length > 0 ? ` · ${counted.join(' · ')}` : ''
}
