/** Who is signed in, as the pages see it. */
import { QueryClient, queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { type Action, mayDo } from '../../src/access/permits.ts'
import type { Me } from '../../src/http/schemas/sessions.ts'
import { dataState, sources, whoAmI } from './api.ts'
import { CallFailed, drawFor, hearProblems } from './call.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => (await whoAmI()) ?? null,
  staleTime: 30_000,
  // Somebody else may have signed in in another tab of this browser.
  refetchOnWindowFocus: 'always',
})

/** For what is a line of the ledger each time it is read: never read again by itself, nor after signing in again. */
export const readOnce = { staleTime: Number.POSITIVE_INFINITY, meta: { isLedgered: true } } as const

export const dataStateQuery = queryOptions({ queryKey: ['data-state'], queryFn: dataState, staleTime: 300_000 })

/** Whom this page was drawn for, also when somebody else has signed in since. Only below the frame. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery)
  return (data && (lastSignedIn === undefined || lastSignedIn.who === data.who) ? data : lastSignedIn) ?? nobody
}

let lastSignedIn: Me | undefined

/** For the moment between the end of a session and the sign-in page. */
const nobody: Me = {
  kind: 'public',
  who: 'public',
  name: '',
  role: 'public',
  body: '',
  bodyName: '',
  region: '',
  scopes: [],
  may: [],
  sources: [],
  isDemo: false,
}

/** May the person signed in do this for that source? By the server's own table; the server decides again. */
export function mayHere(me: Me, action: Action, source: { code: string; region: string }): boolean {
  const { who, role, body, region, scopes } = me
  return mayDo({ kind: 'person', who, role, body, region, scopes }, action, {
    source: source.code,
    region: source.region,
  })
}

/** All sources by code: also what the body of a receipt is called. */
export const sourcesQuery = queryOptions({ queryKey: ['sources'], queryFn: sources, staleTime: 300_000 })

/** The sources for which the person signed in may do this; their own first. */
export function useSources(action: Action) {
  const me = useMe()
  const all = useQuery(sourcesQuery)
  const own = (code: string) => (code === me.body ? 0 : 1)
  const rows = all.data
    ?.filter((source) => mayHere(me, action, source))
    .sort((a, b) => own(a.code) - own(b.code) || a.code.localeCompare(b.code))
  return { ...all, rows }
}

export function useIsDemo(): boolean {
  const me = useQuery({ ...meQuery, enabled: false }).data
  const state = useQuery(dataStateQuery).data
  return me?.isDemo ?? state?.isDemo ?? false
}

export type Sessions = { hasEnded: () => void; somebodyElse: () => void }

export function queryClient(sessions: Sessions): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        retry: (times, fault) => times < 2 && fault instanceof CallFailed && fault.problem.status >= 502,
        staleTime: 10_000,
        refetchOnWindowFocus: false,
      },
    },
  })
  hearProblems((problem) => {
    // What one may not do, or not with this token, may be somebody else's doing: who is it now?
    if (problem.status === 403 || problem.code === 'other-person') sessions.somebodyElse()
    // Whoever was never signed in here has no session that could have ended.
    else if (problem.status === 401 && client.getQueryData(meQuery.queryKey)) sessions.hasEnded()
  })
  return client
}

/** Pages drawn from now on are drawn for this person, also while their session is over and they sign in again. */
export function pagesAreDrawnFor(me: Me) {
  lastSignedIn = me
  drawFor(me)
}

/** A page goes on being drawn for its person; it becomes somebody else's only where they sign in on it. */
export function pagesGoOnFor(me: Me) {
  if (lastSignedIn === undefined || lastSignedIn.who === me.who) pagesAreDrawnFor(me)
}
