import { kindWords, statusWords } from '../ui/words.ts'
import { Code, SearchForm, Zh } from './parts.tsx'
import type { FoundRow, SearchProps } from './props.ts'
import type { Site } from './site.ts'
import { organisationPath } from './site.ts'

export function searchTitle(site: Site, props: SearchProps): string {
  const { t } = site
  // An identity number is not written back, not even into a title.
  if (props.outcome !== 'answered') return t('信用查询', 'Search')
  return t(`“${props.query}”的查询结果`, `Results for "${props.query}"`)
}

export function Search({ site, props }: { site: Site; props: SearchProps }) {
  const isPerson = props.outcome === 'looks-like-person'
  return (
    <div className="wide stack">
      <h1>{searchTitle(site, props)}</h1>
      <SearchForm site={site} query={isPerson ? '' : props.query} />
      <Answer site={site} props={props} />
    </div>
  )
}

function Answer({ site, props }: { site: Site; props: SearchProps }) {
  const { t } = site
  const { rows } = props
  switch (props.outcome) {
    case 'nothing-asked':
      return null
    case 'too-short':
      return (
        <Notice title={t('请至少输入两个字', 'At least two characters, please')}>
          <p>
            {t(
              '一个字会匹配上万家单位。请再输入名称中与它相邻的字，或者输入完整的 18 位代码。',
              'One character fits thousands of organisations. Add the character next to it in the name, or give the full code of 18 characters.',
            )}
          </p>
        </Notice>
      )
    case 'looks-like-person':
      return (
        <Notice title={t('这里查不到个人', 'Persons cannot be looked up here')}>
          <p>
            {t(
              '您输入的像是身份证件号码。本平台没有任何自然人的信用档案，这个号码没有用于查询。',
              'What you entered looks like the number of an identity card. This platform has no file on any natural person, and the number was not used for a search.',
            )}
          </p>
          <p>
            <a href={site.href('/about#persons')}>{t('为什么不为个人建档', 'Why persons have no file')}</a>
          </p>
        </Notice>
      )
    case 'too-many':
      return (
        <Notice title={t('查询过于频繁，请稍候', 'Too many searches, please wait a little')}>
          <p>
            {props.retryAfterSeconds
              ? t(
                  `${props.retryAfterSeconds} 秒后可以继续查询。`,
                  `You can go on in ${props.retryAfterSeconds} seconds.`,
                )
              : t('请过一会儿再查。', 'Please try again in a while.')}{' '}
            {t(
              '需要大量查询的单位可以使用开放接口，不必逐页抓取。',
              'Whoever needs many answers can use the open interface instead of reading pages.',
            )}
          </p>
        </Notice>
      )
    case 'answered':
      return (
        <>
          {props.codeProblem && (
            <Notice title={t(props.codeProblem.says)}>
              {props.codeProblem.suggestions.length > 0 && (
                <p>
                  {t('您要找的也许是：', 'Perhaps you meant: ')}
                  {props.codeProblem.suggestions.map((code) => (
                    <a className="suggestion" key={code} href={site.href('/search', { q: code })}>
                      <Code>{code}</Code>
                    </a>
                  ))}
                </p>
              )}
            </Notice>
          )}
          {rows.length > 0 ? <Rows site={site} props={props} /> : !props.codeProblem && <NothingFound site={site} />}
        </>
      )
  }
}

function Rows({ site, props }: { site: Site; props: SearchProps }) {
  const { t } = site
  const { rows, next, isContinued } = props
  const many = next !== undefined || isContinued
  return (
    <div className="results">
      <p className="result-state" role="status">
        {many
          ? t(`本页 ${rows.length} 家单位`, `${rows.length} organisations on this page`)
          : rows.length === 1
            ? t('找到 1 家单位', '1 organisation found')
            : t(`找到 ${rows.length} 家单位`, `${rows.length} organisations found`)}
      </p>
      <ul className={rows.length === 1 && !many ? 'found one' : 'found'}>
        {rows.map((row) => (
          <Found key={row.code} site={site} row={row} />
        ))}
      </ul>
      {many && (
        <nav className="pages" aria-label={t('翻页', 'Pages')}>
          {isContinued && (
            <a href={site.href('/search', { q: props.query })}>{t('回到首页结果', 'Back to the first page')}</a>
          )}
          {next && (
            <a rel="next" href={site.href('/search', { q: props.query, after: next })}>
              {t('下一页', 'Next page')}
            </a>
          )}
        </nav>
      )}
    </div>
  )
}

function Found({ site, row }: { site: Site; row: FoundRow }) {
  const { t } = site
  return (
    <li className="card">
      <h2>
        <a href={site.href(organisationPath(row.code))}>
          <Zh site={site}>{row.name}</Zh>
        </a>
      </h2>
      {row.matchedFormerName && (
        <p className="former">
          {t('曾用名：', 'Former name: ')}
          <Zh site={site}>{row.matchedFormerName}</Zh>
        </p>
      )}
      <p className="found-code">
        <span className="visually-hidden">{t('统一社会信用代码：', 'Unified social credit code: ')}</span>
        <Code>{row.code}</Code>
      </p>
      <ul className="tags">
        <li>{t(kindWords(row.kind))}</li>
        {row.regionName && (
          <li>
            <Zh site={site}>{row.regionName}</Zh>
          </li>
        )}
        <li>{t(statusWords(row.status))}</li>
      </ul>
    </li>
  )
}

function NothingFound({ site }: { site: Site }) {
  const { t } = site
  return (
    <Notice title={t('没有找到', 'Nothing found')}>
      <ul>
        <li>
          {t(
            '请核对有没有错字；简称可能不是登记的名称。',
            'Check the characters; a short name may not be the registered one.',
          )}
        </li>
        <li>
          {t(
            '换名称中最有区别的两三个字试试，不必输入地名和“有限公司”。',
            'Try the two or three most telling characters of the name; place and “有限公司” are not needed.',
          )}
        </li>
        <li>
          {t('个体工商户请输入完整的 18 位代码。', 'For a sole proprietor, give the full code of 18 characters.')}
        </li>
        <li>
          {t(
            '没有找到，只说明本平台没有应当公示的登记信息，不说明其他。',
            'Finding nothing means only that this platform has no registration to show. It says nothing else.',
          )}
        </li>
      </ul>
    </Notice>
  )
}

function Notice({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="notice" role="status">
      <h2>{title}</h2>
      {children}
    </div>
  )
}
