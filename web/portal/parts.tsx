/** Small pieces that several pages use. */
import type { ReactNode } from 'react'
import type { Site } from './site.ts'

/** Text that a source wrote: Chinese on every page, so that it is pronounced and broken as Chinese. */
export function Zh({ site, children }: { site: Site; children: ReactNode }) {
  return site.language === 'zh' ? children : <span lang="zh-CN">{children}</span>
}

/**
 * A unified social credit code, in groups for the eye only: authority and kind,
 * area, organisation code, check character. The gaps are space around spans, so
 * that a copied code is the code.
 */
export function Code({ children }: { children: string }) {
  const groups = /^([0-9A-Z]{2})([0-9]{6})([0-9A-Z]{9})([0-9A-Z])$/.exec(children)
  return (
    <span className="code" translate="no">
      {groups ? groups.slice(1).map((group, i) => <span key={String(i)}>{group}</span>) : children}
    </span>
  )
}

/** `children`: more fields of the same form. */
export function SearchForm(props: { site: Site; query?: string; isLarge?: boolean; children?: ReactNode }) {
  const { site, query = '', isLarge = false, children } = props
  const { t } = site
  return (
    <search>
      <form className={isLarge ? 'search large' : 'search'} action="/search" method="get">
        <label htmlFor="q">
          {t('单位名称或统一社会信用代码', 'Name of an organisation, or its unified social credit code')}
        </label>
        <div className="search-line">
          <input
            id="q"
            name="q"
            type="search"
            defaultValue={query}
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="search"
            aria-describedby="q-hint"
          />
          {site.language === 'en' && <input type="hidden" name="lang" value="en" />}
          <button type="submit">{t('查询', 'Search')}</button>
        </div>
        <p className="hint" id="q-hint">
          {t(
            '名称中连续的两个字即可，曾用名、拼音和拼音首字母也可以；代码请输入完整的 18 位。',
            'Two neighbouring characters of the name will do; former names, pinyin and its initials too. A code needs all of its 18 characters.',
          )}
        </p>
        {children}
      </form>
    </search>
  )
}

/** The same question from the head of any page, small. The word of the main ways says what it is for. */
export function QuickSearch({ site }: { site: Site }) {
  const { t } = site
  return (
    <search aria-label={t('查询单位', 'Search organisations')}>
      <form className="search quick" action="/search" method="get">
        <label className="visually-hidden" htmlFor="find">
          {t('单位名称或统一社会信用代码', 'Name of an organisation, or its unified social credit code')}
        </label>
        <div className="search-line">
          <input
            id="find"
            name="q"
            type="search"
            placeholder={t('单位名称或代码', 'Name or code of an organisation')}
            required
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="search"
          />
          {site.language === 'en' && <input type="hidden" name="lang" value="en" />}
          <button type="submit">{t('查询', 'Search')}</button>
        </div>
      </form>
    </search>
  )
}

/** Facts as term and value. What has no value is left out. */
export function Facts({ rows, className = 'facts' }: { rows: [ReactNode, ReactNode][]; className?: string }) {
  const present = rows.filter(([, value]) => value !== undefined && value !== '' && value !== false && value !== null)
  return (
    <dl className={className}>
      {present.map(([term, value], i) => (
        <div key={String(i)}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
