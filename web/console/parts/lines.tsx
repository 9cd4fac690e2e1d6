/** Rows of a file with what was found in each. */
import { Link } from '@tanstack/react-router'
import type { Finding, LineView } from '../../../src/http/schemas/submissions.ts'
import { FieldLink } from '../catalogue-links.tsx'
import { wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useItemNames } from '../names.ts'
import { useMe } from '../session.ts'
import type { GridColumn } from './grid.tsx'
import { VerdictTag } from './verdict-bar.tsx'

/** What is shown of a line; `source`: whose own records these are, for whoever may correct them. */
export function useLineColumns({ item, source }: { item: string; source?: string }): GridColumn<LineView>[] {
  const { language, t } = useReading()
  const { may, body } = useMe()
  const mayRead = may.includes('read-file')
  const mayCorrect = may.includes('see-own-records') && source === body
  return [
    {
      id: 'line',
      says: { zh: '行号', en: 'Row' },
      sort: 'line',
      isHead: true,
      width: '6rem',
      cell: (row) => (
        <span className="figure">
          <span className="narrow-only">{t('第', 'Row')} </span>
          {wholeNumber(row.row ?? row.line, language)}
          <span className="narrow-only">{t(' 行', '')}</span>
          {row.sheet && <span className="sheet-name">{row.sheet}</span>}
        </span>
      ),
    },
    {
      id: 'verdict',
      says: { zh: '结论', en: 'Verdict' },
      width: '9rem',
      cell: (row) => (
        <>
          <VerdictTag verdict={row.verdict} />
          {row.settled && <span className="soft under">{t('人工确认', 'by a person')}</span>}
        </>
      ),
    },
    {
      id: 'found',
      says: { zh: '说明', en: 'What was found' },
      cell: (row) => (
        <>
          {row.findings.length > 0 ? (
            <Findings findings={row.findings} item={item} />
          ) : (
            <span className="soft">{t('没有问题', 'Nothing amiss')}</span>
          )}
          {row.subject && (
            <p className="soft attached">
              {t('归入', 'Attached to')}{' '}
              {mayRead ? (
                <Link to="/file" search={{ code: row.subject }}>
                  <code>{row.subject}</code>
                </Link>
              ) : (
                <code>{row.subject}</code>
              )}
              {mayCorrect && source && row.record !== undefined && (
                <>
                  {' · '}
                  <Link
                    to="/records/$code/$record"
                    params={{ code: row.subject, record: String(row.record) }}
                    search={{ source }}
                  >
                    {t('更正或撤回', 'Correct or withdraw')}
                  </Link>
                </>
              )}
            </p>
          )}
        </>
      ),
    },
  ]
}

/** Lines of what was not kept, as they came. */
export function Lines({ rows, item }: { rows: LineView[]; item: string }) {
  const { say } = useReading()
  const columns = useLineColumns({ item })
  return (
    <table className="grid lines">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col">
              {say(column.says)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.line}>
            {columns.map((column) =>
              column.isHead ? (
                <th key={column.id} scope="row" className="figure">
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.id}>{column.cell(row)}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Findings({ findings, item }: { findings: Finding[]; item: string }) {
  const { say, t } = useReading()
  const names = useItemNames()
  return (
    <ul className="findings">
      {findings.map((finding, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row may hold the same finding twice; the list never changes order.
        <li key={n} className={finding.severity}>
          <p>
            <span className="sr-only">
              {finding.severity === 'error' ? t('错误：', 'Error: ') : t('提示：', 'Warning: ')}
            </span>
            <FieldName name={finding.field && names.field(item, finding.field)} says={say(finding.says)} />
            {say(finding.says)}
          </p>
          <dl>
            {finding.own && (
              <>
                <dt>{t('本单位的列', 'Own column')}</dt>
                <dd>
                  {finding.own.column}
                  {finding.own.cell && <code className="soft">{` ${finding.own.cell}`}</code>}
                </dd>
              </>
            )}
            {finding.value !== undefined && finding.value !== '' && (
              <>
                <dt>{t('原值', 'Value')}</dt>
                <dd>
                  <samp>{finding.value}</samp>
                </dd>
              </>
            )}
            {finding.accepted && (
              <>
                <dt>{t('应为', 'Accepted')}</dt>
                <dd>{say(finding.accepted)}</dd>
              </>
            )}
            {finding.suggested && (
              <>
                <dt>{t('建议值', 'Suggested')}</dt>
                <dd>
                  <samp>{finding.suggested}</samp>
                </dd>
              </>
            )}
            <dt>{t('规则', 'Rule')}</dt>
            <dd>
              <code>{finding.check}</code>
              {finding.article && <span className="article">{finding.article}</span>}
              {finding.field && names.hasField(item, finding.field) && <FieldLink item={item} field={finding.field} />}
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  )
}

/** The field, unless the sentence names it already. */
function FieldName({ name, says }: { name?: string; says: string }) {
  return name && !says.includes(name) ? <b className="field">{name}</b> : null
}
