import { Code, Facts, Zh } from './parts.tsx'
import type { ReportProps } from './props.ts'
import type { Site } from './site.ts'
import { organisationPath } from './site.ts'

export const reportTitle = ({ t }: Site): string => t('核对信用报告', 'Check a credit report')

/** A report looked up by its number: from the paper, or by the code printed on it. */
export function ReportPage({ site, props }: { site: Site; props: ReportProps }) {
  const { t } = site
  return (
    <div className="wide stack">
      <h1>{reportTitle(site)}</h1>
      <form className="search" action="/reports" method="get">
        <label htmlFor="number">{t('报告编号', 'Number of the report')}</label>
        <div className="search-line">
          <input
            id="number"
            name="number"
            type="search"
            defaultValue={props.number}
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            aria-describedby="number-hint"
          />
          {site.language === 'en' && <input type="hidden" name="lang" value="en" />}
          <button type="submit">{t('核对', 'Check')}</button>
        </div>
        <p className="hint" id="number-hint">
          {t(
            '印在报告首页，二十二位数字和字母；也可以扫描二维码。',
            'Twenty-two digits and letters on the first page; or scan the code printed there.',
          )}
        </p>
      </form>
      <Answer site={site} props={props} />
    </div>
  )
}

function Answer({ site, props }: { site: Site; props: ReportProps }) {
  const { t } = site
  const { found } = props
  if (props.number === '') return null
  if (!found) {
    return (
      <section className="reading-width" aria-labelledby="answer">
        <h2 id="answer">{t('没有这个编号的报告', 'No report has this number')}</h2>
        <p>
          {t(
            '请核对编号。本平台没有出具过这份报告的，不要据此办理。',
            'Compare the number. If it was not made here, nothing should rest on it.',
          )}
        </p>
      </section>
    )
  }
  return (
    <section className="reading-width" aria-labelledby="answer">
      <h2 id="answer">
        {found.isCurrent
          ? t('这份报告现在仍然有效', 'This report is current')
          : t('这份报告已不是最新的', 'This report is no longer current')}
      </h2>
      <p className="lead">
        {found.isCurrent
          ? t('自出具以来，这家单位的档案没有变动。', 'Nothing in its file has changed since it was made.')
          : t(
              '请向持有人索取新的报告，不要再据这一份办理。',
              'Ask for a new one; nothing should rest on this one any more.',
            )}
      </p>
      <Facts
        className="facts lookup"
        rows={[
          [
            t('单位', 'Organisation'),
            <a key="name" href={site.href(organisationPath(found.code))}>
              <Zh site={site}>{found.name}</Zh>
            </a>,
          ],
          [t('统一社会信用代码', 'Code'), <Code key="code">{found.code}</Code>],
          [t('报告编号', 'Number'), <Code key="number">{found.number}</Code>],
          [t('出具时间', 'Made'), site.instant(found.issuedAt)],
          [
            t('文件摘要（SHA-256）', 'Digest of the file (SHA-256)'),
            <span key="digest" className="digest">
              {found.digest}
            </span>,
          ],
        ]}
      />
      <p className="hint">
        {t(
          '摘要与手中文件不一致的，文件被改动过。报告由谁申请、为何申请，不在此公开。',
          'A file with another digest was altered. Who asked for the report, and why, is not told here.',
        )}
      </p>
    </section>
  )
}
