/** A file held against the rules before it is sent: the form, and the answer to it. */
import { ErrorSummary } from '../ui/error-summary.tsx'
import { acceptedFiles } from '../ui/file-endings.ts'
import type { PreCheckFinding, PreCheckProps, PreCheckVerdict, Says } from './props.ts'
import type { Site } from './site.ts'

export function preCheckTitle({ t }: Site, { result }: PreCheckProps): string {
  return result ? t('预检结果', 'Result of the check') : t('数据预检', 'Check a file')
}

/** What would become of a row: nothing has. */
const would: Record<PreCheckVerdict, Says> = {
  accepted: { zh: '可以接收', en: 'would be accepted' },
  'accepted-with-warnings': { zh: '可以接收，有提示', en: 'accepted, with warnings' },
  corrected: { zh: '规范写法后接收', en: 'accepted in its normal form' },
  duplicate: { zh: '重复', en: 'duplicate' },
  waiting: { zh: '需要人工判断', en: 'would wait for a person' },
  refused: { zh: '会被退回', en: 'would be refused' },
}
const verdicts = Object.keys(would) as PreCheckVerdict[]

export function PreCheck({ site, props }: { site: Site; props: PreCheckProps }) {
  const { t } = site
  return (
    <div className="wide stack">
      <div className="reading-width">
        <h1>{preCheckTitle(site, props)}</h1>
        {!props.result && (
          <p className="lead">
            {t(
              '报送之前，先用同一套规则检查文件。不需要账号，文件和内容都不保留。',
              'Before a file is sent it can be held against the very rules of a submission. No account is needed, and nothing of the file is kept.',
            )}
          </p>
        )}
      </div>
      {props.refusal && (
        <ErrorSummary
          title={t('文件没有预检', 'The file was not checked')}
          wrongs={[{ id: props.refusal.field, says: t(props.refusal.says) }]}
          isOfPage
        />
      )}
      {props.result && <Result site={site} result={props.result} />}
      <Form site={site} props={props} />
      <section className="reading" aria-labelledby="what">
        <h2 id="what">{t('预检看什么，不看什么', 'What is looked at, and what is not')}</h2>
        <ul>
          <li>
            {t(
              '看：编码与表头、必填、长度、代码校验、代码表、日期、金额、字段之间的关系、文件内的重复，以及不应报送的个人信息。',
              'Looked at: encoding and header, needed fields, lengths, check characters, code lists, days, amounts, fields against each other, duplicates within the file, and personal data that must not be sent.',
            )}
          </li>
          <li>
            {t(
              '不看：平台上已有的数据。是否与已有记录重复、归到哪个主体，正式报送时才判断。',
              'Not looked at: what the platform holds. Whether a row is there already and whose it is are told when it is submitted.',
            )}
          </li>
          <li>
            {t('各字段的要求和空白模板见', 'What each field takes, and blank sheets, stand in ')}
            <a href={site.href('/catalogue')}>{t('目录', 'the catalogue')}</a>
            {t('；系统对接可用接口 POST /v1/pre-checks。', '; systems use POST /v1/pre-checks.')}
          </li>
        </ul>
      </section>
    </div>
  )
}

function Form({ site, props }: { site: Site; props: PreCheckProps }) {
  const { t } = site
  return (
    <section className="card" aria-labelledby="choose">
      <h2 id="choose">{props.result ? t('再预检一个文件', 'Check another file') : t('选择文件', 'Choose a file')}</h2>
      <form className="ask" action={site.href('/pre-check')} method="post" encType="multipart/form-data">
        <div>
          <label htmlFor="item">{t('目录项', 'Kind of record')}</label>
          <select
            id="item"
            name="item"
            defaultValue={props.item ?? props.items[0]?.id}
            aria-invalid={props.refusal?.field === 'item' ? true : undefined}
            required
          >
            {props.items.map((item) => (
              <option key={item.id} value={item.id} data-historic={item.historicBefore ? '' : undefined}>
                {site.heading(item)}
              </option>
            ))}
          </select>
          {/* Seen only beside an item that has such a profile; where a browser cannot tell, always. */}
          <div className="if-historic">
            <label className="tick" htmlFor="profile">
              <input
                id="profile"
                name="profile"
                type="checkbox"
                value="historic"
                defaultChecked={props.isHistoric}
                aria-describedby="profile-hint"
              />
              {t('按历史数据口径预检', 'Check as historic data')}
            </label>
            <p className="hint" id="profile-hint">
              {t('较早的决定可以缺少部分要素：', 'Older decisions may lack some fields: ')}
              {props.items
                .flatMap((item) =>
                  item.historicBefore
                    ? [
                        t(
                          `${item.zh}，${site.day(item.historicBefore)}以前`,
                          `${item.en}, before ${site.day(item.historicBefore)}`,
                        ),
                      ]
                    : [],
                )
                .join(t('；', '; '))}
              {t('。', '.')}
            </p>
          </div>
        </div>
        <div>
          <label htmlFor="file">{t('文件', 'File')}</label>
          <input
            id="file"
            name="file"
            type="file"
            accept={acceptedFiles}
            aria-describedby="file-hint"
            aria-invalid={props.refusal?.field === 'file' ? true : undefined}
            required
          />
          <p className="hint" id="file-hint">
            {t(
              `不超过 ${props.megabytes} MB；同一网络每分钟最多 ${props.perMinute} 次。`,
              `At most ${props.megabytes} MB; ${props.perMinute} times a minute from one network.`,
            )}
          </p>
        </div>
        <button type="submit">{t('预检', 'Check')}</button>
      </form>
    </section>
  )
}

function Result({ site, result }: { site: Site; result: NonNullable<PreCheckProps['result']> }) {
  const { t } = site
  const { counts, rows } = result
  const failing = (counts.refused ?? 0) + (counts.waiting ?? 0)
  const isFine = failing === 0 && result.findings.every((finding) => finding.severity !== 'error')
  return (
    <section className="verdict" aria-labelledby="verdict">
      <h2 id="verdict">
        {isFine
          ? t('这份文件可以报送', 'This file can be submitted')
          : t('有需要改正的地方', 'Something needs to be put right')}
      </h2>
      <p className="lead">
        {t(
          `“${result.fileName}”，按“${result.item.zh}”的规则${result.isHistoric ? '（历史数据口径）' : ''}，共 ${site.number(result.linesTotal)} 行。没有保留任何内容。`,
          `“${result.fileName}”, by the rules for “${result.item.en}”${result.isHistoric ? ' (historic profile)' : ''}: ${site.number(result.linesTotal)} rows. Nothing of it was kept.`,
        )}
      </p>
      <dl className="figures">
        {verdicts.map((verdict) =>
          counts[verdict] ? (
            <div key={verdict} className={`v-${verdict}`}>
              <dt>{t(would[verdict])}</dt>
              <dd>{site.number(counts[verdict])}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {result.findings.length > 0 && (
        <>
          <h3>{t('关于整个文件', 'About the file as a whole')}</h3>
          <Findings site={site} rows={[{ findings: result.findings }]} />
        </>
      )}
      {rows.length > 0 && (
        <>
          <h3>{t('逐行', 'Row by row')}</h3>
          <Findings site={site} rows={rows} />
        </>
      )}
      {result.hasMore && (
        <p className="hint">
          {t(
            `这里列出前 ${site.number(rows.length)} 行；改正后再预检，或用接口取得更多。`,
            `These are the first ${site.number(rows.length)}; put them right and check again, or ask the interface for more.`,
          )}
        </p>
      )}
    </section>
  )
}

type Row = { line?: number; verdict?: PreCheckVerdict; findings: PreCheckFinding[] }

function Findings({ site, rows }: { site: Site; rows: Row[] }) {
  const { t } = site
  const words = {
    line: t('行', 'Row'),
    verdict: t('结论', 'Verdict'),
    field: t('字段', 'Field'),
    value: t('填写的值', 'Value'),
    says: t('问题', 'Problem'),
    accepted: t('应为', 'Accepted'),
  }
  const hasLines = rows.some((row) => row.line !== undefined)
  return (
    <table className={hasLines ? 'findings' : 'findings whole'}>
      <thead>
        <tr>
          {hasLines && <th scope="col">{words.line}</th>}
          {hasLines && <th scope="col">{words.verdict}</th>}
          <th scope="col">{words.field}</th>
          <th scope="col">{words.value}</th>
          <th scope="col">{words.says}</th>
          <th scope="col">{words.accepted}</th>
        </tr>
      </thead>
      {rows.map((row, at) => (
        <tbody key={row.line ?? `file-${String(at)}`}>
          {(row.findings.length > 0 ? row.findings : [undefined]).map((finding, n) => (
            <tr key={`${String(n)} ${finding?.check ?? ''}`} className={finding?.severity}>
              {hasLines && n === 0 && (
                <th scope="rowgroup" rowSpan={Math.max(row.findings.length, 1)} data-label={words.line}>
                  {row.line === undefined ? '' : site.number(row.line)}
                </th>
              )}
              {hasLines && n === 0 && (
                <td rowSpan={Math.max(row.findings.length, 1)} data-label={words.verdict}>
                  {row.verdict && <span className={`tag v-${row.verdict}`}>{t(would[row.verdict])}</span>}
                </td>
              )}
              <td data-label={words.field}>{finding?.field && t(finding.field)}</td>
              <td data-label={words.value}>{finding?.value && <samp>{finding.value}</samp>}</td>
              <td data-label={words.says}>
                {finding && t(finding.says)}
                {finding?.article && <span className="article">{finding.article}</span>}
              </td>
              <td data-label={words.accepted}>{finding?.accepted && t(finding.accepted)}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  )
}
