/** Who is signed in, as the pages see it. */
import { QueryClient, queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import type { Me } from '../../src/http/schemas.ts'
import { dataState, whoAmI } from './api.ts'
import { CallFailed, drawFor } from './call.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => (await whoAmI()) ?? null,
  staleTime: 30_000,
  // Somebody else may have signed in in another tab of this browser.
  refetchOnWindowFocus: 'always',
})

export const dataStateQuery = queryOptions({ queryKey: ['data-state'], queryFn: dataState, staleTime: 300_000 })

/** The person signed in. Only below the frame, which is not drawn for anybody else. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery)
  return data ?? nobody
}

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

export function useIsDemo(): boolean {
  const me = useQuery({ ...meQuery, enabled: false }).data
  const state = useQuery(dataStateQuery).data
  return me?.isDemo ?? state?.isDemo ?? false
}

export type Sessions = { hasEnded: () => void; somebodyElse: () => void }

/** One place hears every failed question, so that no page must look for the end of a session itself. */
export function queryClient(sessions: Sessions): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        retry: (times, fault) => times < 2 && fault instanceof CallFailed && fault.problem.status >= 502,
        staleTime: 10_000,
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  })
  const listen = (fault: unknown) => {
    if (!(fault instanceof CallFailed)) return
    if (fault.problem.code === 'person-changed') sessions.somebodyElse()
    else if (fault.problem.status === 401 && client.getQueryData(meQuery.queryKey)) sessions.hasEnded()
  }
  client.getQueryCache().config.onError = listen
  client.getMutationCache().config.onError = listen
  return client
}

/** Pages drawn from now on are drawn for this person. */
export const pagesAreDrawnFor = drawFor
