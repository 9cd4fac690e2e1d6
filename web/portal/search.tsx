import { kindWords, statusGroupWords, statusWords } from '../ui/words.ts'
import { Code, SearchForm, Zh } from './parts.tsx'
import type { FoundRow, SearchFilters, SearchProps } from './props.ts'
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
      <SearchForm site={site} query={isPerson ? '' : props.query}>
        <Narrowing site={site} props={props} />
      </SearchForm>
      <Answer site={site} props={props} />
    </div>
  )
}

type Choice = { value: string; label: string }
type FilterName = keyof SearchFilters

/** Each filter with what may be chosen, in the language of the page. */
function filterFields({ t }: Site, { choices }: SearchProps): [FilterName, string, Choice[]][] {
  return [
    [
      'region',
      t('地区', 'Region'),
      choices.regions.map(({ code, name, depth }) => ({ value: code, label: `${'\u3000'.repeat(depth)}${name}` })),
    ],
    ['kind', t('主体类型', 'Kind'), choices.kinds.map((kind) => ({ value: kind, label: t(kindWords(kind)) }))],
    [
      'industry',
      t('行业', 'Industry'),
      choices.industries.map((one) => ({ value: one.code, label: `${one.code} ${t(one)}` })),
    ],
    [
      'status',
      t('登记状态', 'Status'),
      choices.statuses.map((status) => ({ value: status, label: t(statusGroupWords[status] ?? statusWords(status)) })),
    ],
  ]
}

/** Plain fields of the same form: they work without script and stand in the address. */
function Narrowing({ site, props }: { site: Site; props: SearchProps }) {
  const { t } = site
  return (
    <details className="narrowing">
      <summary>{t('缩小范围', 'Narrow the search')}</summary>
      <div className="narrowing-fields">
        {filterFields(site, props).map(([name, label, choices]) => (
          <div key={name}>
            <label htmlFor={`f-${name}`}>{label}</label>
            <select id={`f-${name}`} name={name} defaultValue={props.filters[name] ?? ''}>
              <option value="">{t('不限', 'Any')}</option>
              {choices.map(({ value, label }) => (
                <option
                  key={value}
                  value={value}
                  lang={site.language === 'en' && name === 'region' ? 'zh-CN' : undefined}
                >
                  {label}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
    </details>
  )
}

/** Which filters hold, each with a way out of it. */
function Held({ site, props }: { site: Site; props: SearchProps }) {
  const { t } = site
  const held = filterFields(site, props).flatMap(([name, label, choices]) => {
    const value = props.filters[name]
    return value === undefined
      ? []
      : [{ name, label, value: choices.find((one) => one.value === value)?.label.trim() ?? value }]
  })
  if (held.length === 0) return null
  return (
    <ul className="held" aria-label={t('已选条件', 'Narrowed to')}>
      {held.map(({ name, label, value }) => (
        <li key={name}>
          <a href={site.href('/search', { q: props.query, ...props.filters, [name]: undefined })}>
            <span className="visually-hidden">{t('去掉条件：', 'Drop: ')}</span>
            {label}
            {t('：', ': ')}
            <Zh site={site}>{value}</Zh>
            <span aria-hidden="true"> ×</span>
          </a>
        </li>
      ))}
      {held.length > 1 && (
        <li className="all">
          <a href={site.href('/search', { q: props.query })}>{t('全部去掉', 'Drop all')}</a>
        </li>
      )}
    </ul>
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
          <Held site={site} props={props} />
          {rows.length > 0 ? (
            <Rows site={site} props={props} />
          ) : (
            !props.codeProblem && <NothingFound site={site} props={props} />
          )}
        </>
      )
  }
}

function Rows({ site, props }: { site: Site; props: SearchProps }) {
  const { t } = site
  const { rows, next, isContinued, isCut } = props
  const many = next !== undefined || isContinued || isCut
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
      {isCut && (
        <p className="hint">
          {t(
            '符合的单位太多，只列出排在前面的。请再输入几个字，或者缩小范围。',
            'Too many organisations fit: only the first are listed. Add a few characters, or narrow the search.',
          )}
        </p>
      )}
      {(next !== undefined || isContinued) && (
        <nav className="pages" aria-label={t('翻页', 'Pages')}>
          {isContinued && (
            <a href={site.href('/search', { q: props.query, ...props.filters })}>
              {t('回到首页结果', 'Back to the first page')}
            </a>
          )}
          {next && (
            <a rel="next" href={site.href('/search', { q: props.query, ...props.filters, after: next })}>
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
      {row.matchedBy === 'letters' && <p className="former">{t('拼音相符', 'Found by its pinyin')}</p>}
      {row.matchedBy === 'number' && (
        <p className="former">{t('注册号或组织机构代码相符', 'Found by an older number')}</p>
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

function NothingFound({ site, props }: { site: Site; props: SearchProps }) {
  const { t } = site
  const isNarrowed = Object.values(props.filters).some((value) => value !== undefined)
  return (
    <Notice title={t('没有找到', 'Nothing found')}>
      {isNarrowed && (
        <p>
          <a href={site.href('/search', { q: props.query })}>
            {t('去掉全部条件再查', 'Search again without narrowing')}
          </a>
        </p>
      )}
      {props.near !== undefined && props.near.length > 0 && (
        <>
          <p>{t('名称相近的单位：', 'Organisations with names like it:')}</p>
          <ul className="near">
            {props.near.map((one) => (
              <li key={one.code}>
                <a href={site.href(organisationPath(one.code))}>
                  <Zh site={site}>{one.name}</Zh>
                </a>{' '}
                <span className="hint">
                  <Zh site={site}>{one.regionName}</Zh>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
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
