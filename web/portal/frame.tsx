/** What stands around every page: head, header, the demonstration band, the footer with the state of the data. */
import type { ReactNode } from 'react'
import { Mark } from '../ui/mark.tsx'
import { demoMark, demoSentence, platformKind, platformName } from '../ui/words.ts'
import { QuickSearch } from './parts.tsx'
import type { PageName } from './props.ts'
import type { Site } from './site.ts'
import { otherLanguage, typeSwitch } from './site.ts'

/** Addresses of what the build made; see web/build.ts. */
export type Assets = {
  portalCss: string
  fontCss: string
  preload: string[]
  /** Suggestions in the search box; a page is whole without it. */
  suggestJs: string
}

export type Head = {
  title?: string
  description?: string
  /** For search engines. A search is no page of its own; a file may change to the second, so no copy is kept. */
  robots?: string
  /** Where this page's Atom feed is. */
  feed?: string
  /** The one address of what the page shows, absolute. */
  canonical?: string
  /** To be printed: without the ways to elsewhere. */
  isPlain?: boolean
}

export function Frame(props: { site: Site; assets: Assets; page: PageName; head: Head; children: ReactNode }) {
  const { site, assets, page, head, children } = props
  const { t } = site
  const name = t(platformName)
  const full = `${t(site.region ?? { zh: '', en: '' })}${site.region && site.language === 'en' ? ' ' : ''}${t(platformKind)}`
  const title = head.title ? `${head.title} — ${name}` : `${name} — ${full}`
  return (
    <html lang={site.language === 'zh' ? 'zh-CN' : 'en'} className={site.isLarge ? 'large-type' : undefined}>
      <head>
        <meta charSet="utf-8" />
        <title>{site.demo ? `${title}（${t(demoMark)}）` : title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="theme-color" content="#1b4965" />
        {head.description && <meta name="description" content={head.description} />}
        {(head.robots || site.demo) && <meta name="robots" content={site.demo ? 'noindex, nofollow' : head.robots} />}
        {head.feed && <link rel="alternate" type="application/atom+xml" href={head.feed} title={head.title} />}
        {head.canonical && <link rel="canonical" href={head.canonical} />}
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml" />
        {assets.preload.map((href) => (
          <link key={href} rel="preload" href={href} as="font" type="font/woff2" crossOrigin="anonymous" />
        ))}
        <link rel="stylesheet" href={assets.portalCss} />
        <link rel="stylesheet" href={assets.fontCss} />
        {!head.isPlain && <script type="module" src={assets.suggestJs} />}
        <link
          rel="alternate"
          hrefLang={site.language === 'zh' ? 'en' : 'zh-CN'}
          href={otherLanguage(site.address, site.language)}
        />
      </head>
      <body className={`page-${page}${site.demo ? ' is-demo' : ''}${head.isPlain ? ' is-plain' : ''}`}>
        <a className="skip" href="#content">
          {t('跳到正文', 'Skip to the content')}
        </a>
        {site.demo && <DemoBand site={site} />}
        <Header site={site} page={page} name={name} full={full} />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <Footer site={site} full={full} />
      </body>
    </html>
  )
}

function DemoBand({ site }: { site: Site }) {
  const { t } = site
  return (
    <section className="demo" aria-label={t(demoMark)}>
      <p>
        <strong>{t(demoMark)}</strong>
        <span>{t(demoSentence)}</span>
      </p>
    </section>
  )
}

/** Pages whose own box is the first thing on them. */
const hasOwnSearch: ReadonlySet<PageName> = new Set(['home', 'search', 'error'])

function Header({ site, page, name, full }: { site: Site; page: PageName; name: string; full: string }) {
  const { t } = site
  const places: [PageName[], string, string][] = [
    [['home', 'search', 'organisation'], '/', t('查询', 'Search')],
    [['lists', 'list'], '/lists', t('公示', 'Lists')],
    [['catalogue', 'catalogue-item'], '/catalogue', t('目录', 'Catalogue')],
    [['rules'], '/rules', t('规则', 'Rules')],
    [['guides', 'guide'], '/guides', t('指南', 'Guides')],
    [['data', 'statistics'], '/data', t('数据', 'Data')],
    [['about'], '/about', t('关于', 'About')],
  ]
  return (
    <header className="site">
      <div className="wide">
        <a className="brand" href={site.href('/')}>
          <Mark size={40} />
          <span>
            <span className="brand-name">{name}</span>
            <span className="brand-full">{full}</span>
          </span>
        </a>
        <nav aria-label={t('主要栏目', 'Main')}>
          <ul>
            {places.map(([pages, path, label]) => (
              <li key={path}>
                <a
                  href={site.href(path)}
                  aria-current={pages.includes(page) ? (pages[0] === page ? 'page' : 'true') : undefined}
                >
                  {label}
                </a>
              </li>
            ))}
            <li className="language">
              <a
                href={otherLanguage(site.address, site.language)}
                lang={site.language === 'zh' ? 'en' : 'zh-CN'}
                hrefLang={site.language === 'zh' ? 'en' : 'zh-CN'}
              >
                {site.language === 'zh' ? 'English' : '中文'}
              </a>
            </li>
            <li className="type-size">
              <a href={typeSwitch(site.address, site.isLarge === true)} rel="nofollow">
                {site.isLarge ? t('标准字号', 'Usual type') : t('大字', 'Large type')}
              </a>
            </li>
          </ul>
        </nav>
        {!hasOwnSearch.has(page) && <QuickSearch site={site} />}
      </div>
    </header>
  )
}

function Footer({ site, full }: { site: Site; full: string }) {
  const { t, data } = site
  const latest = data.sources
    .map((s) => s.lastData)
    .filter((d) => d !== undefined)
    .sort()
    .at(-1)
  return (
    <footer className="site">
      <div className="wide">
        <section aria-labelledby="data-state">
          <h2 id="data-state">{t('数据状态', 'State of the data')}</h2>
          <dl className="state">
            <div>
              <dt>{t('本页生成于', 'Page made at')}</dt>
              <dd>
                <time dateTime={data.at}>{site.instant(data.at)}</time>
              </dd>
            </div>
            {latest && (
              <div>
                <dt>{t('最近一次报送', 'Last data received')}</dt>
                <dd>
                  <time dateTime={latest}>{site.instant(latest)}</time>
                </dd>
              </div>
            )}
            {data.rulesDigest && (
              <div>
                <dt>{t('规则簿摘要', 'Digest of the rules')}</dt>
                <dd>
                  <a href={site.href('/rules#packs')}>
                    <span className="digest">{data.rulesDigest.slice(0, 12)}</span>
                  </a>
                </dd>
              </div>
            )}
            {data.log && (
              <div>
                <dt>{t('存证日志位置', 'Position of the evidence log')}</dt>
                <dd>{site.number(data.log.position)}</dd>
              </div>
            )}
          </dl>
          {data.sources.length > 0 && (
            <details>
              <summary>
                {t(
                  `${data.sources.length} 家信源单位各自最近一次报送`,
                  `Last data of each of the ${data.sources.length} sources`,
                )}
              </summary>
              <ul className="sources">
                {data.sources.map((source) => (
                  <li key={source.code}>
                    <span lang={site.language === 'en' ? 'zh-CN' : undefined}>{source.name}</span>
                    <span>
                      {source.lastData ? (
                        <time dateTime={source.lastData}>{site.instant(source.lastData)}</time>
                      ) : (
                        t('尚未报送', 'nothing yet')
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </section>
        <div className="imprint">
          <p>
            {full}
            {site.demo && <strong className="demo-mark">{t(demoMark)}</strong>}
          </p>
          <ul>
            <li>
              <a href={site.href('/guides/objection')}>{t('信息有误', 'Something is wrong')}</a>
            </li>
            <li>
              <a href={site.href('/guides/repair')}>{t('信用修复', 'Credit repair')}</a>
            </li>
            <li>
              <a href={site.href('/own')}>{t('单位空间', 'Own space')}</a>
            </li>
            <li>
              <a href={site.href('/reports')}>{t('核对报告', 'Check a report')}</a>
            </li>
            <li>
              <a href={site.href('/about#privacy')}>{t('隐私', 'Privacy')}</a>
            </li>
            <li>
              <a href={site.href('/pre-check')}>{t('数据预检', 'Check a file')}</a>
            </li>
            <li>
              <a href={site.href('/guides/developers')}>{t('开放接口', 'Open interface')}</a>
            </li>
            <li>
              <a href="/console/">{t('工作人员入口', 'For officials')}</a>
            </li>
          </ul>
        </div>
      </div>
    </footer>
  )
}
