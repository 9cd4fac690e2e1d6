/** One line a page. A page is fetched when it is first opened. */
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { looksLikePerson } from '../../src/codes/older-numbers.ts'
import { Frame } from './frame.tsx'
import { gridSearch } from './parts/grid-state.ts'
import { NoSuchPage, PageFailed, PageWaits } from './parts/page.tsx'
import { meQuery, pagesGoOnFor } from './session.ts'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NoSuchPage,
})

/** Below it one is signed in; who is not, signs in and comes back to the very address. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'in',
  beforeLoad: async ({ context, location }) => {
    const me = await context.queries.ensureQueryData(meQuery)
    if (!me) throw redirect({ to: '/sign-in', search: { back: location.href === '/' ? undefined : location.href } })
    pagesGoOnFor(me)
    if (me.mustChoosePassword && location.pathname !== '/account') throw redirect({ to: '/account' })
  },
  component: Frame,
})

type Words = Record<string, string | undefined>
type Optional<Names extends string> = { [name in Names]?: string }
const under = () => inside
const number = (text: string | undefined) => (text && /^\d{1,15}$/.test(text) ? Number(text) : undefined)
const dayIn = (text: string | undefined) => (text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined)
const whyIn = (text: string | undefined) => (text === 'ended' || text === 'out' ? text : undefined)

const page = {
  signIn: createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: (s: Words): { back?: string; why?: 'ended' | 'out' } => ({ back: s.back, why: whyIn(s.why) }),
    component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage'),
  }),
  start: createRoute({
    getParentRoute: under,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/start.tsx'), 'StartPage'),
  }),
  upload: createRoute({
    getParentRoute: under,
    path: '/upload',
    validateSearch: (s: Words): Optional<'source' | 'item'> => ({ source: s.source, item: s.item }),
    component: lazyRouteComponent(() => import('./pages/upload.tsx'), 'UploadPage'),
  }),
  layouts: createRoute({
    getParentRoute: under,
    path: '/layouts',
    validateSearch: gridSearch('source', 'name', 'text', 'item', 'state'),
    component: lazyRouteComponent(() => import('./pages/layouts.tsx'), 'LayoutsPage'),
  }),
  submissions: createRoute({
    getParentRoute: under,
    path: '/submissions',
    validateSearch: gridSearch('source', 'state', 'item', 'file', 'who', 'way', 'from', 'until', 'has'),
    component: lazyRouteComponent(() => import('./pages/submissions.tsx'), 'SubmissionsPage'),
  }),
  submission: createRoute({
    getParentRoute: under,
    path: '/submissions/$id',
    validateSearch: gridSearch('verdict', 'check', 'text', 'fromLine'),
    component: lazyRouteComponent(() => import('./pages/submission.tsx'), 'SubmissionPage'),
  }),
  waiting: createRoute({
    getParentRoute: under,
    path: '/waiting',
    validateSearch: gridSearch('source', 'reason', 'item', 'name', 'certainty'),
    component: lazyRouteComponent(() => import('./pages/waiting.tsx'), 'WaitingPage'),
  }),
  against: createRoute({
    getParentRoute: under,
    path: '/waiting/standing',
    validateSearch: gridSearch('source', 'reason', 'item', 'name', 'row'),
    component: lazyRouteComponent(() => import('./pages/against.tsx'), 'AgainstPage'),
  }),
  records: createRoute({
    getParentRoute: under,
    path: '/records',
    validateSearch: gridSearch('source', 'code', 'document', 'item', 'state'),
    component: lazyRouteComponent(() => import('./pages/own-records.tsx'), 'OwnRecordsPage'),
  }),
  newRecord: createRoute({
    getParentRoute: under,
    path: '/records/new',
    validateSearch: (s: Words): Optional<'source' | 'item'> => ({ source: s.source, item: s.item }),
    component: lazyRouteComponent(() => import('./pages/new-record.tsx'), 'NewRecordPage'),
  }),
  record: createRoute({
    getParentRoute: under,
    path: '/records/$code/$record',
    validateSearch: (s: Words): { source: string } => ({ source: s.source ?? '' }),
    component: lazyRouteComponent(() => import('./pages/own-record.tsx'), 'OwnRecordPage'),
  }),
  cases: createRoute({
    getParentRoute: under,
    path: '/cases',
    validateSearch: gridSearch('view', 'turn', 'procedure', 'stage', 'source', 'code'),
    component: lazyRouteComponent(() => import('./pages/cases.tsx'), 'CasesPage'),
  }),
  case: createRoute({
    getParentRoute: under,
    path: '/cases/$code/$case',
    component: lazyRouteComponent(() => import('./pages/case.tsx'), 'CasePage'),
  }),
  connections: createRoute({
    getParentRoute: under,
    path: '/connections',
    validateSearch: gridSearch('view', 'source', 'item', 'due', 'way', 'text', 'from', 'until'),
    component: lazyRouteComponent(() => import('./pages/connections.tsx'), 'ConnectionsPage'),
  }),
  codes: createRoute({
    getParentRoute: under,
    path: '/codes',
    validateSearch: gridSearch(
      ...(['view', 'way', 'source', 'putFlag', 'putCode', 'putName', 'putOther'] as const),
      ...(['text', 'region', 'code', 'flag', 'who', 'from', 'until'] as const),
    ),
    component: lazyRouteComponent(() => import('./pages/codes.tsx'), 'CodesPage'),
  }),
  classesMissing: createRoute({
    getParentRoute: under,
    path: '/classes-missing',
    validateSearch: gridSearch('source', 'document', 'code', 'from', 'until'),
    component: lazyRouteComponent(() => import('./pages/classes-missing.tsx'), 'ClassesMissingPage'),
  }),
  check: createRoute({
    getParentRoute: under,
    path: '/check',
    validateSearch: (s: Words): Optional<'codes' | 'matter' | 'purpose'> => ({
      codes: s.codes,
      matter: s.matter,
      purpose: s.purpose,
    }),
    component: lazyRouteComponent(() => import('./pages/check.tsx'), 'CheckPage'),
  }),
  answers: createRoute({
    getParentRoute: under,
    path: '/check/answers',
    validateSearch: (s: Words) => ({ receipts: s.receipts ?? '' }),
    component: lazyRouteComponent(() => import('./pages/answers.tsx'), 'AnswersPage'),
  }),
  checkFile: createRoute({
    getParentRoute: under,
    path: '/check/file',
    validateSearch: gridSearch('file', 'go', 'show'),
    component: lazyRouteComponent(() => import('./pages/check-file.tsx'), 'CheckFilePage'),
  }),
  receipts: createRoute({
    getParentRoute: under,
    path: '/receipts',
    validateSearch: gridSearch('code', 'caseNumber', 'matter', 'from', 'until', 'who'),
    component: lazyRouteComponent(() => import('./pages/receipts.tsx'), 'ReceiptsPage'),
  }),
  reports: createRoute({
    getParentRoute: under,
    path: '/reports',
    validateSearch: gridSearch('code', 'from', 'until', 'who'),
    component: lazyRouteComponent(() => import('./pages/reports.tsx'), 'ReportsPage'),
  }),
  ledger: createRoute({
    getParentRoute: under,
    path: '/ledger',
    validateSearch: gridSearch('view', 'day', 'who', 'code', 'body', 'purpose', 'act', 'refused', 'from', 'until'),
    component: lazyRouteComponent(() => import('./pages/ledger.tsx'), 'LedgerPage'),
  }),
  organisations: createRoute({
    getParentRoute: under,
    path: '/organisations',
    validateSearch: gridSearch('q', 'region', 'kind', 'industry', 'status'),
    component: lazyRouteComponent(() => import('./pages/organisations.tsx'), 'OrganisationsPage'),
  }),
  overview: createRoute({
    getParentRoute: under,
    path: '/overview',
    component: lazyRouteComponent(() => import('./pages/overview.tsx'), 'OverviewPage'),
  }),
  fileVersions: createRoute({
    getParentRoute: under,
    path: '/file/versions',
    validateSearch: (s: Words): Optional<'code'> => ({ code: s.code }),
    component: lazyRouteComponent(() => import('./pages/file-versions.tsx'), 'FileVersionsPage'),
  }),
  file: createRoute({
    getParentRoute: under,
    path: '/file',
    validateSearch: (s: Words): { code?: string; asOf?: string; knownAt?: number } => ({
      code: s.code,
      asOf: dayIn(s.asOf),
      knownAt: number(s.knownAt),
    }),
    component: lazyRouteComponent(() => import('./pages/file.tsx'), 'FilePage'),
  }),
  report: createRoute({
    getParentRoute: under,
    path: '/report',
    validateSearch: (s: Words): Optional<'code' | 'from' | 'until' | 'asOf'> => ({
      code: s.code,
      from: dayIn(s.from),
      until: dayIn(s.until),
      asOf: dayIn(s.asOf),
    }),
    component: lazyRouteComponent(() => import('./pages/report.tsx'), 'ReportPage'),
  }),
  rules: createRoute({
    getParentRoute: under,
    path: '/rules',
    validateSearch: (s: Words): Optional<'show'> => ({ show: s.show }),
    component: lazyRouteComponent(() => import('./pages/rules.tsx'), 'RulesPage'),
  }),
  account: createRoute({
    getParentRoute: under,
    path: '/account',
    component: lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
  }),
  people: createRoute({
    getParentRoute: under,
    path: '/people',
    validateSearch: gridSearch('text', 'role', 'state', 'body'),
    component: lazyRouteComponent(() => import('./pages/people.tsx'), 'PeoplePage'),
  }),
  clients: createRoute({
    getParentRoute: under,
    path: '/clients',
    validateSearch: gridSearch('text', 'role', 'state'),
    component: lazyRouteComponent(() => import('./pages/clients.tsx'), 'ClientsPage'),
  }),
  sources: createRoute({
    getParentRoute: under,
    path: '/sources',
    validateSearch: gridSearch('text', 'region', 'item'),
    component: lazyRouteComponent(() => import('./pages/sources.tsx'), 'SourcesPage'),
  }),
  accessChanges: createRoute({
    getParentRoute: under,
    path: '/access-changes',
    validateSearch: gridSearch('kind', 'target', 'act', 'who', 'from', 'until'),
    component: lazyRouteComponent(() => import('./pages/access-changes.tsx'), 'AccessChangesPage'),
  }),
  nowhere: createRoute({ getParentRoute: under, path: '$', component: NoSuchPage }),
}

const { signIn, ...pages } = page
const routeTree = root.addChildren([signIn, inside.addChildren(Object.values(pages) as Inside)])
// addChildren wants a tuple to know each page by its type; a record of pages loses that, so it is said here.
type Pages = typeof pages
type Inside = [
  Pages['start'],
  Pages['upload'],
  Pages['layouts'],
  Pages['submissions'],
  Pages['submission'],
  Pages['waiting'],
  Pages['against'],
  Pages['records'],
  Pages['newRecord'],
  Pages['record'],
  Pages['cases'],
  Pages['case'],
  Pages['connections'],
  Pages['codes'],
  Pages['classesMissing'],
  Pages['check'],
  Pages['answers'],
  Pages['checkFile'],
  Pages['receipts'],
  Pages['reports'],
  Pages['ledger'],
  Pages['organisations'],
  Pages['overview'],
  Pages['fileVersions'],
  Pages['file'],
  Pages['report'],
  Pages['rules'],
  Pages['account'],
  Pages['people'],
  Pages['clients'],
  Pages['sources'],
  Pages['accessChanges'],
  Pages['nowhere'],
]

/**
 * A person's number typed by mistake stands in no address, and so in no history and no
 * question to the server that is made of one. A cursor is nobody's.
 */
const withoutPersons = (name: string, words: string) =>
  name === 'after'
    ? words
    : words
        .split(',')
        .filter((word) => !looksLikePerson(word))
        .join(',')

/** Plain words in the address: `?verdict=refused`, never JSON. */
const parseSearch = (text: string): Words =>
  Object.fromEntries([...new URLSearchParams(text)].map(([name, words]) => [name, withoutPersons(name, words)]))
function stringifySearch(search: Record<string, unknown>): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    const text = value === undefined ? '' : withoutPersons(name, String(value))
    if (text !== '') words.set(name, text)
  }
  const text = words.toString()
  return text ? `?${text}` : ''
}

export const consoleRouter = (queries: QueryClient) =>
  createRouter({
    routeTree,
    basepath: '/console',
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingMs: 150,
    defaultPendingComponent: PageWaits,
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: NoSuchPage,
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof consoleRouter>
  }
  interface HistoryState {
    /**
     * Why a file is read, and by whom. In the history, not in the address: a copied
     * address asks anew, and so does the back button in the hands of somebody else.
     */
    reason?: { who: string; purpose: string; matter: string; caseNumber: string }
  }
}
