/**
 * How the department's own sheet is read: proposed from the file in hand, looked
 * over and corrected here, its first rows shown both ways. Nothing of the file is
 * kept until the layout is settled and the file is sent.
 */
import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useEffect, useId, useRef, useState } from 'react'
import type { LayoutPreview, LayoutProposal, StatedLayout } from '../../../src/http/schemas/layouts.ts'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import type { Says } from '../../../src/terms/says.ts'
import { type CatalogueItem, layouts, previewLayout, proposeLayout, settleLayout } from '../api.ts'
import { useReading } from '../language.tsx'
import { dayWords, findWords, unitWords } from '../layout-words.ts'
import { catalogueQuery } from '../names.ts'
import { Field } from './field.tsx'
import { HistoricChoice } from './historic-choice.tsx'
import { Findings } from './lines.tsx'
import { useOnce } from './once.ts'
import { PageWaits } from './page.tsx'
import { ProblemNote } from './problem-note.tsx'
import { VerdictTag } from './verdict-bar.tsx'

type Rule = StatedLayout['columns'][number]
type Constant = NonNullable<StatedLayout['constants']>[number]
type ItemField = CatalogueItem['fields'][number]
type Props = {
  file: File
  source: SourceView
  item: string
  /** The file in hand is sent as historic data. */
  isHistoric: boolean
  close: () => void
  settled: (name: string) => void
}

const rowsPreviewed = 6
const previewAfterMs = 400

export function LayoutEditor({ file, source, item, isHistoric, close, settled }: Props) {
  const { t } = useReading()
  const heading = useRef<HTMLHeadingElement>(null)
  const [where, setWhere] = useState<{ sheet?: string; headerLine?: number }>({})
  const proposal = useQuery({
    queryKey: ['layout-proposal', file.name, file.size, file.lastModified, source.code, item, where],
    queryFn: () => proposeLayout({ file, source: source.code, item, ...where }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="card layout-editor" aria-labelledby="layout-editor-title">
      <h2 id="layout-editor-title" ref={heading} tabIndex={-1}>
        {t('设定表样', 'Settle a layout')}
      </h2>
      <p>
        {t(
          '系统按列名和前几行的内容提出建议并说明理由。请逐列核对、改正，看过下方的对照预览后保存；保存后这份文件继续报送，同样表头的文件以后自动套用。',
          'The proposal comes from the names of the columns and the first rows, each line with its reason. Look it over, correct it, compare the rows below, then save: this file goes on, and files with the same header are read so from now on.',
        )}
      </p>
      {proposal.error && (
        <>
          <ProblemNote fault={proposal.error} />
          <HeaderLine line={where.headerLine} change={(headerLine) => setWhere({ ...where, headerLine })} />
        </>
      )}
      {proposal.isPending && <PageWaits />}
      {proposal.data && (
        <Editing
          key={JSON.stringify(where)}
          proposal={proposal.data}
          source={source}
          isHistoric={isHistoric}
          where={where}
          setWhere={setWhere}
          settled={settled}
          close={close}
        />
      )}
      {!proposal.data && (
        <div className="form-actions">
          <Button onClick={close}>{t('取消', 'Cancel')}</Button>
        </div>
      )}
    </section>
  )
}

function HeaderLine({ line, change }: { line?: number; change: (line: number | undefined) => void }) {
  const { t } = useReading()
  const id = useId()
  const [text, setText] = useState(line ? String(line) : '')
  const take = () => change(/^[1-9]\d{0,2}$/.test(text) ? Math.min(200, Number(text)) : undefined)
  return (
    <Field id={id} label={t('表头所在的行', 'Line of the header')} isOptional>
      {(field) => (
        <Input
          {...field}
          inputMode="numeric"
          value={text}
          placeholder={t('自动', 'found')}
          onChange={(event) => setText(event.target.value)}
          onBlur={take}
          onPressEnter={take}
        />
      )}
    </Field>
  )
}

type EditingProps = {
  proposal: LayoutProposal
  source: SourceView
  isHistoric: boolean
  where: { sheet?: string; headerLine?: number }
  setWhere: (where: { sheet?: string; headerLine?: number }) => void
  settled: (name: string) => void
  close: () => void
}

function Editing({ proposal, source, where, setWhere, settled, close, ...chosen }: EditingProps) {
  const { say, t } = useReading()
  const id = useId()
  const catalogue = useQuery(catalogueQuery).data
  const known = useQuery({ queryKey: ['layouts', source.code], queryFn: () => layouts({ source: source.code }) }).data
    ?.rows
  const found = catalogue?.items.find((one) => one.id === proposal.layout.item)
  const [name, setName] = useState(proposal.layout.layout)
  const [rules, setRules] = useState<readonly Rule[]>(proposal.layout.columns)
  const [constants, setConstants] = useState<readonly Constant[]>(proposal.layout.constants ?? [])
  const [isHistoric, setHistoric] = useState(chosen.isHistoric)
  const [preview, setPreview] = useState<LayoutPreview>()
  const [fault, setFault] = useState<unknown>()
  // A line that says nothing yet is no part of it.
  const isFed = (column: string) => rules.some((rule) => rule.column === column && rule.field)
  const layout: StatedLayout = {
    ...proposal.layout,
    layout: name.trim() || '—',
    columns: rules.filter((rule) => rule.field || !isFed(rule.column)),
    constants: constants.filter((one) => one.from || one.value?.trim()),
    ...(isHistoric ? { profile: 'historic' as const } : {}),
  }
  const asked = JSON.stringify(layout)

  useEffect(() => {
    let isOver = false
    const timer = setTimeout(async () => {
      const { header, rows, lines } = proposal
      try {
        const made = await previewLayout({
          source: source.code,
          layout: JSON.parse(asked) as StatedLayout,
          header,
          rows: rows.slice(0, rowsPreviewed),
          lines: lines.slice(0, rowsPreviewed),
        })
        if (isOver) return
        setPreview(made)
        setFault(undefined)
      } catch (failure) {
        if (!isOver) setFault(failure)
      }
    }, previewAfterMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [asked, proposal, source.code])

  const [save, isBusy] = useOnce(async () => {
    try {
      const view = await settleLayout({ source: source.code, layout })
      settled(view.name)
    } catch (failure) {
      setFault(failure)
    }
  })

  if (!found) return <PageWaits />
  const standing = known?.find((one) => one.name === name.trim())
  const errors = preview?.findings.filter(({ severity }) => severity === 'error') ?? []
  const change = (at: number, rule: Rule) => setRules(rules.map((one, n) => (n === at ? rule : one)))
  const fed = new Set([...rules.map((rule) => rule.field), ...constants.map((one) => one.field)])
  return (
    <>
      <div className="fields three">
        <Field
          id={`${id}-name`}
          label={t('表样名称', 'Name of the layout')}
          hint={
            standing &&
            t(
              `已有第 ${standing.version} 版；保存后成为第 ${standing.version + 1} 版，以后的文件按新版读取。另一种表格请另取名称。`,
              `Version ${standing.version} stands; saved, this is version ${standing.version + 1}, by which later files are read. Give another sheet another name.`,
            )
          }
        >
          {(field) => (
            <Input {...field} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {proposal.sheets.length > 1 && (
          <Field id={`${id}-sheet`} label={t('工作表', 'Sheet')}>
            {(field) => (
              <Select
                {...field}
                value={where.sheet ?? proposal.layout.sheet}
                options={proposal.sheets.map((one) => ({ value: one, label: one }))}
                onChange={(sheet: string) => setWhere({ sheet })}
              />
            )}
          </Field>
        )}
        <HeaderLine
          line={where.headerLine ?? proposal.headerLine}
          change={(headerLine) => {
            if (headerLine !== (where.headerLine ?? proposal.headerLine)) setWhere({ ...where, headerLine })
          }}
        />
      </div>

      <HistoricChoice item={found.id} isHistoric={isHistoric} change={setHistoric} isOfLayout />

      <h3>{t('逐列对应', 'Column by column')}</h3>
      <ol className="own-columns">
        {proposal.columns.map((column) => {
          const mine = rules.flatMap((rule, at) => (rule.column === column.column ? [{ rule, at }] : []))
          return (
            <li key={column.column}>
              <div className="own-column">
                <b>{column.column}</b>
                {column.samples.map((sample) => (
                  <span key={sample} className="soft sample">
                    {sample}
                  </span>
                ))}
              </div>
              <div className="own-rules">
                {mine.map(({ rule, at }) => (
                  <RuleRow
                    key={at}
                    rule={rule}
                    fields={found.fields}
                    change={(changed) => change(at, changed)}
                    remove={mine.length > 1 ? () => setRules(rules.filter((_, n) => n !== at)) : undefined}
                    hint={hintOf(column, rule)}
                    nearest={column.others[0]}
                  />
                ))}
                {mine.some(({ rule }) => rule.field) && (
                  <button
                    type="button"
                    className="as-link"
                    onClick={() => setRules([...rules, { column: column.column }])}
                  >
                    {t('再对应一个字段', 'Feed one more field')}
                    <span className="sr-only">{`：${column.column}`}</span>
                  </button>
                )}
              </div>
            </li>
          )
        })}
      </ol>

      <h3>{t('各行相同的内容', 'The same in every row')}</h3>
      <ul className="constants">
        {constants.map((one, at) => (
          <ConstantRow
            key={one.field}
            constant={one}
            fields={found.fields}
            reason={proposal.constants.find(({ constant }) => constant.field === one.field)?.reason}
            change={(changed) => setConstants(constants.map((other, n) => (n === at ? changed : other)))}
            remove={() => setConstants(constants.filter((_, n) => n !== at))}
          />
        ))}
      </ul>
      <Field id={`${id}-constant`} label={t('增加固定内容', 'Add a constant')} isOptional>
        {(field) => (
          <Select
            {...field}
            value={undefined}
            placeholder={t('选择字段', 'Choose a field')}
            showSearch={{ optionFilterProp: 'label' }}
            options={found.fields
              .filter((one) => !fed.has(one.id) && one.group !== 'dropped' && one.group !== 'free-text')
              .map((one) => ({ value: one.id, label: say(one) }))}
            onChange={(chosen: string) => setConstants([...constants, { field: chosen, value: '' }])}
          />
        )}
      </Field>

      <h3>{t('前几行：原表与读出的记录', 'The first rows: yours, and what is read')}</h3>
      {fault !== undefined && <ProblemNote fault={fault} />}
      {preview && preview.findings.length > 0 && <Findings findings={preview.findings} item={found.id} />}
      {preview && <BothWays preview={preview} proposal={proposal} item={found} />}

      <div className="form-actions">
        <Button
          type="primary"
          loading={isBusy}
          disabled={name.trim() === '' || errors.length > 0}
          onClick={() => save()}
        >
          {t('保存表样并继续报送', 'Save the layout and send the file')}
        </Button>
        <Button onClick={close}>{t('取消', 'Cancel')}</Button>
        {errors.length > 0 && (
          <span className="hint">{t('请先改正上面的错误', 'Put right what is wrong above first')}</span>
        )}
      </div>
    </>
  )
}

/** Why it was proposed; nothing once it was changed. */
function hintOf(column: LayoutProposal['columns'][number], rule: Rule): { reason: Says; score: number } | undefined {
  return [...column.chosen, ...column.others].find(
    (one) => one.rule.field === rule.field && one.rule.find === rule.find,
  )
}

type RuleProps = {
  rule: Rule
  fields: readonly ItemField[]
  change: (rule: Rule) => void
  remove?: () => void
  hint?: { reason: Says; score: number }
  /** What a column that is not kept comes nearest to. */
  nearest?: LayoutProposal['columns'][number]['others'][number]
}

function RuleRow({ rule, fields, change, remove, hint, nearest }: RuleProps) {
  const { say, t } = useReading()
  const near = rule.field === undefined && nearest ? fields.find((one) => one.id === nearest.rule.field) : undefined
  const maybe = near && nearest ? { name: say(near), score: nearest.score, reason: nearest.reason } : undefined
  const field = fields.find((one) => one.id === rule.field)
  const finds = findsOf(field)
  const label = (words: string) => `${rule.column}：${words}`
  return (
    <div className="own-rule">
      <Select
        aria-label={label(t('字段', 'field'))}
        value={rule.field ?? ''}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          { value: '', label: t('不保留', 'Not kept') },
          ...fields.map((one) => ({
            value: one.id,
            label: `${say(one)}${one.need === 'must' ? ' *' : ''}${one.group === 'dropped' ? t('（个人信息，不保存）', ' (personal, not kept)') : ''}`,
          })),
        ]}
        onChange={(chosen: string) =>
          change(chosen === '' ? { column: rule.column } : { column: rule.column, field: chosen })
        }
      />
      {finds.length > 0 && (
        <Select
          aria-label={label(t('取法', 'how it is taken'))}
          value={rule.find ?? ''}
          options={[
            { value: '', label: t('整个单元格', 'The whole cell') },
            ...finds.map((find) => ({ value: find, label: say(findWords[find]) })),
          ]}
          onChange={(find: string) => {
            const { find: _find, take: _take, after: _after, ...rest } = rule
            change(find === '' ? rest : { ...rest, find: find as NonNullable<Rule['find']> })
          }}
        />
      )}
      {rule.find && rule.find !== 'words' && (
        <>
          <Select
            aria-label={label(t('有几个时', 'where there are several'))}
            value={rule.take ?? ''}
            options={[
              { value: '', label: t('只能有一个', 'Only one may be there') },
              { value: 'first', label: t('取第一个', 'The first') },
              { value: 'last', label: t('取最后一个', 'The last') },
            ]}
            onChange={(take: string) => {
              const { take: _take, ...rest } = rule
              change(take === '' ? rest : { ...rest, take: take as 'first' | 'last' })
            }}
          />
          <Input
            aria-label={label(t('在哪个词之后', 'behind which word'))}
            placeholder={t('在……之后（可空）', 'behind … (optional)')}
            value={rule.after ?? ''}
            maxLength={40}
            onChange={(event) => {
              const { after: _after, ...rest } = rule
              change(event.target.value === '' ? rest : { ...rest, after: event.target.value })
            }}
          />
        </>
      )}
      {field?.type === 'amount' && rule.find === undefined && (
        <Select
          aria-label={label(t('单位', 'unit'))}
          value={rule.unit ?? 'ten-thousand-yuan'}
          options={Object.entries(unitWords).map(([value, words]) => ({ value, label: say(words) }))}
          onChange={(unit: NonNullable<Rule['unit']>) => change({ ...rule, unit })}
        />
      )}
      {field?.type === 'day' && rule.find === undefined && (
        <Select
          aria-label={label(t('日期写法', 'order of days'))}
          value={rule.days ?? 'ymd'}
          options={Object.entries(dayWords).map(([value, words]) => ({ value, label: say(words) }))}
          onChange={(days: NonNullable<Rule['days']>) => change({ ...rule, days })}
        />
      )}
      {(field?.type === 'choice' || field?.type === 'choices') && rule.find === undefined && (
        <OwnWords
          values={rule.values}
          label={label(t('用词对照', 'own words'))}
          change={(values) => {
            const { values: _values, ...rest } = rule
            change(values === undefined ? rest : { ...rest, values })
          }}
        />
      )}
      {remove && (
        <button type="button" className="as-link" onClick={remove}>
          {t('去掉', 'Remove')}
          <span className="sr-only">{label(field ? say(field) : '')}</span>
        </button>
      )}
      {maybe && (
        <p className="soft reason">
          {t('可能是', 'Maybe')} <b>{maybe.name}</b>
          {` · ${Math.round(maybe.score * 100)}% · ${say(maybe.reason)}`}
        </p>
      )}
      {hint && !maybe && say(hint.reason) !== '' && (
        <p className="soft reason">
          {say(hint.reason)}
          {hint.score > 0 && ` · ${Math.round(hint.score * 100)}%`}
        </p>
      )}
    </div>
  )
}

type WordsProps = { values: Rule['values']; label: string; change: (values: Rule['values']) => void }

/** One line a word: 一般程序=普通程序. */
function OwnWords({ values, label, change }: WordsProps) {
  const { t } = useReading()
  const [text, setText] = useState(
    Object.entries(values ?? {})
      .map(([word, value]) => `${word}=${value}`)
      .join('\n'),
  )
  const take = (written: string) => {
    setText(written)
    const pairs = written.split('\n').flatMap((line) => {
      const [word = '', value = ''] = line.split(/[=＝]/).map((part) => part.trim())
      return word !== '' && value !== '' ? [[word, value] as const] : []
    })
    change(pairs.length > 0 ? Object.fromEntries(pairs) : undefined)
  }
  return (
    <Input.TextArea
      aria-label={label}
      autoSize={{ minRows: 1, maxRows: 6 }}
      placeholder={t('本单位用词=国家取值，每行一个（可空）', 'own word=national value, one a line (optional)')}
      value={text}
      onChange={(event) => take(event.target.value)}
    />
  )
}

type ConstantProps = {
  constant: Constant
  fields: readonly ItemField[]
  reason?: Says
  change: (constant: Constant) => void
  remove: () => void
}

function ConstantRow({ constant, fields, reason, change, remove }: ConstantProps) {
  const { say, t } = useReading()
  const id = useId()
  const field = fields.find((one) => one.id === constant.field)
  const name = field ? say(field) : constant.field
  return (
    <li>
      <label htmlFor={id}>{name}</label>
      {constant.from === 'code' ? (
        <span id={id}>{t('由每行的代码判断', 'Told by the code of each row')}</span>
      ) : (
        <Input
          id={id}
          value={constant.value ?? ''}
          onChange={(event) => change({ field: constant.field, value: event.target.value })}
        />
      )}
      <span className="constant-tools">
        {constant.from === 'code' && (
          <button type="button" className="as-link" onClick={() => change({ field: constant.field, value: '' })}>
            {t('改为固定值', 'Make it a constant')}
          </button>
        )}
        <button type="button" className="as-link" onClick={remove}>
          {t('去掉', 'Remove')}
          <span className="sr-only">{` ${name}`}</span>
        </button>
      </span>
      {reason && <p className="soft reason">{say(reason)}</p>}
    </li>
  )
}

function BothWays({
  preview,
  proposal,
  item,
}: {
  preview: LayoutPreview
  proposal: LayoutProposal
  item: CatalogueItem
}) {
  const { say, t } = useReading()
  const named = (id: string) => {
    const field = item.fields.find((one) => one.id === id)
    return field ? say(field) : id
  }
  return (
    <ol className="both-ways">
      {preview.rows.map((row) => {
        const at = proposal.lines.indexOf(row.line)
        return (
          <li key={row.line}>
            <h4>
              {t(`第 ${row.line} 行`, `Row ${row.line}`)} <VerdictTag verdict={row.verdict} />
            </h4>
            <dl className="theirs" aria-label={t(`原表第 ${row.line} 行`, `Row ${row.line} of yours`)}>
              {proposal.header.map((column, n) => {
                const cell = proposal.rows[at]?.[n] ?? ''
                return cell === '' ? null : (
                  <div key={column}>
                    <dt>{column}</dt>
                    <dd>{cell}</dd>
                  </div>
                )
              })}
            </dl>
            <div className="ours">
              <dl aria-label={t(`读出的第 ${row.line} 行`, `What is read of row ${row.line}`)}>
                {row.cells.map((cell) => (
                  <div key={cell.field}>
                    <dt>{named(cell.field)}</dt>
                    <dd>{cell.value}</dd>
                  </div>
                ))}
              </dl>
              {row.findings.length > 0 && <Findings findings={row.findings} item={item.id} />}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

// ------------------------------------------------------------------ words --

type FindName = NonNullable<Rule['find']>

function findsOf(field: ItemField | undefined): FindName[] {
  switch (field?.type) {
    case 'uscc':
      return ['code']
    case 'day':
      return ['day']
    case 'amount':
      return ['amount']
    case 'choice':
    case 'choices':
      return ['words']
    default:
      // The server says which text fields can be a document's number.
      return field && /文号|编号|文书号/.test(field.zh) && field.type === 'text' ? ['document-number'] : []
  }
}
