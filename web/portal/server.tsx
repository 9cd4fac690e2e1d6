/**
 * The portal's pages, drawn on the server. Nothing of them runs in the browser:
 * what a reader gets is the document, two style sheets and a font.
 */
import type { ReactElement } from 'react'
import { Mark } from '../ui/mark.tsx'
import { About } from './about.tsx'
import { CatalogueItemPage, CataloguePage } from './catalogue.tsx'
import { DataPage } from './data.tsx'
import { ErrorPage, errorTitle } from './error.tsx'
import type { Assets, Head } from './frame.tsx'
import { Frame } from './frame.tsx'
import { GuidePage, Guides } from './guides.tsx'
import { Home } from './home.tsx'
import { ListPage, Lists, listTitle } from './lists.tsx'
import { markupOf } from './markup.ts'
import { Organisation } from './organisation.tsx'
import { OwnCasePage, OwnCases, OwnMessages } from './own-cases.tsx'
import { OwnDoor, ownDoorTitle } from './own-door.tsx'
import { OwnHome, OwnLooks, OwnPeople } from './own-home.tsx'
import type { OwnPages } from './own-props.ts'
import { OwnRecord, OwnRecords } from './own-records.tsx'
import { PreCheck, preCheckTitle } from './pre-check.tsx'
import type { Around, PageName, PageProps } from './props.ts'
import { ReportPage, reportTitle } from './report.tsx'
import { Rules, rulesTitle } from './rules.tsx'
import { Search, searchTitle } from './search.tsx'
import type { Site } from './site.ts'
import { siteOf } from './site.ts'
import { Statistics } from './statistics.tsx'

/** Put in by the build: the names of what it made. */
declare const portalAssets: Assets

/** The style sheets and font files a page asks for, for a `link` header or a test. */
export const assets: Assets = portalAssets

/** The mark as a file of its own, for the tab of a browser. */
export function markSvg(): string {
  return markupOf(<Mark size={48} xmlns="http://www.w3.org/2000/svg" />)
}

export { guideProps, guidesProps } from './guides-of.ts'
export { rulesParts, rulesProps } from './rules-of.ts'

type Drawn = { head: Head; body: ReactElement }

/** Nobody but whoever it belongs to: in no search engine, and no copy of it. */
const own = (title: string, body: ReactElement): Drawn => ({ head: { title, robots: 'noindex, noarchive' }, body })

const ownPages: { [Page in keyof OwnPages]: (site: Site, props: OwnPages[Page]) => Drawn } = {
  'own-door': (site, props) => own(ownDoorTitle(site, props), <OwnDoor site={site} props={props} />),
  'own-home': (site, props) =>
    own(`${props.space.name} · ${site.t('单位空间', 'Own space')}`, <OwnHome site={site} props={props} />),
  'own-records': (site, props) => own(site.t('本单位的记录', 'Records'), <OwnRecords site={site} props={props} />),
  'own-record': (site, props) => own(site.heading(props.record.title), <OwnRecord site={site} props={props} />),
  'own-looks': (site, props) => own(site.t('谁查阅过', 'Who looked'), <OwnLooks site={site} props={props} />),
  'own-cases': (site, props) => own(site.t('案件', 'Cases'), <OwnCases site={site} props={props} />),
  'own-case': (site, props) => own(site.heading(props.view.procedure.what), <OwnCasePage site={site} props={props} />),
  'own-messages': (site, props) => own(site.t('文书', 'Papers'), <OwnMessages site={site} props={props} />),
  'own-people': (site, props) =>
    own(site.t('账号与经办人', 'Account and representatives'), <OwnPeople site={site} props={props} />),
}

const pages: { [Page in PageName]: (site: Site, props: PageProps[Page]) => Drawn } = {
  home: (site, props) => ({
    head: {
      description: site.t(
        '查询企业和其他组织的登记注册、行政许可、行政处罚等公共信用信息。',
        'Registrations, permits and penalties of enterprises and other organisations.',
      ),
    },
    body: <Home site={site} props={props} />,
  }),
  search: (site, props) => ({
    head: { title: searchTitle(site, props), robots: 'noindex' },
    body: <Search site={site} props={props} />,
  }),
  organisation: (site, props) => ({
    head: {
      title: props.file.name,
      // A sole proprietor is found by code alone, here and by search engines (rights 2).
      robots: props.file.kind === 'sole-proprietor' || props.isPrint ? 'noindex' : 'noarchive',
      canonical: props.address,
      isPlain: props.isPrint,
    },
    body: <Organisation site={site} props={props} />,
  }),
  rules: (site, props) => ({
    head: {
      title: rulesTitle(site, props),
      ...(props.words !== '' || props.day !== props.today ? { robots: 'noindex' } : {}),
    },
    body: <Rules site={site} props={props} />,
  }),
  'pre-check': (site, props) => ({
    head: { title: preCheckTitle(site, props), ...(props.result || props.refusal ? { robots: 'noindex' } : {}) },
    body: <PreCheck site={site} props={props} />,
  }),
  catalogue: (site, props) => ({
    head: {
      title: site.t('公共信用信息目录', 'Catalogue'),
      description: site.t(
        '平台归集的公共信用信息：目录项、字段、依据、公示期与报送模板。',
        'What is collected: items, fields, basis, periods and blank sheets.',
      ),
    },
    body: <CataloguePage site={site} props={props} />,
  }),
  'catalogue-item': (site, props) => ({
    head: {
      title: `${site.heading(props)} · ${site.t('目录', 'Catalogue')}`,
      ...(props.isInForce ? {} : { robots: 'noindex' }),
    },
    body: <CatalogueItemPage site={site} props={props} />,
  }),
  lists: (site, props) => ({
    head: { title: site.t('公示列表', 'Published, by type') },
    body: <Lists site={site} props={props} />,
  }),
  // What is adverse is found by whoever looks for it, and by no search engine (rights 14).
  list: (site, props) => ({
    head: {
      title: listTitle(site, props),
      ...(props.list.isAdverse || props.isContinued || Object.values(props.asked).some((one) => one !== '')
        ? { robots: 'noindex, noarchive' }
        : { robots: 'noarchive' }),
      ...(props.list.isOpenData ? { feed: `/feeds/${props.list.item}.atom` } : {}),
    },
    body: <ListPage site={site} props={props} />,
  }),
  guides: (site, props) => ({
    head: { title: site.t('指南', 'Guides') },
    body: <Guides site={site} props={props} />,
  }),
  guide: (site, props) => ({
    head: {
      title: `${site.t(props.guide.title)} · ${site.t('指南', 'Guides')}`,
      description: site.t(props.guide.lead),
    },
    body: <GuidePage site={site} props={props} />,
  }),
  data: (site, props) => ({
    head: { title: site.t('数据状态', 'State of the data') },
    body: <DataPage site={site} props={props} />,
  }),
  statistics: (site, props) => ({
    head: { title: site.t('公开统计', 'Statistics') },
    body: <Statistics site={site} props={props} />,
  }),
  about: (site, props) => ({ head: { title: site.t('关于平台', 'About') }, body: <About site={site} props={props} /> }),
  ...ownPages,
  // By number alone; no search engine has any business with it.
  report: (site, props) => ({
    head: { title: reportTitle(site), robots: 'noindex, noarchive' },
    body: <ReportPage site={site} props={props} />,
  }),
  error: (site, props) => ({
    head: { title: errorTitle(site, props), robots: 'noindex' },
    body: <ErrorPage site={site} props={props} />,
  }),
}

/** A whole HTML document. An organisation that is provisional is never drawn, whoever hands it in: its page says "not found". */
export function render<Page extends PageName>(page: Page, props: PageProps[Page], around: Around): string {
  return `<!doctype html>${markupOf(documentOf(page, props, around))}`
}

/** The same as a tree, for whoever writes it down. */
export function documentOf<Page extends PageName>(page: Page, props: PageProps[Page], around: Around): ReactElement {
  if (page === 'organisation' && (props as PageProps['organisation']).file.isProvisional) {
    const { code } = (props as PageProps['organisation']).file
    return documentOf('error', { kind: 'organisation-not-found', code }, around)
  }
  const site = siteOf(around)
  const { head, body } = pages[page](site, props)
  return (
    <Frame site={site} assets={assets} page={page} head={head}>
      {body}
    </Frame>
  )
}
