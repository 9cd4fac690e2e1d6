/** What items, fields, matters and purposes are called: asked for once and kept. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { catalogue, matters, purposes } from './api.ts'
import { useReading } from './language.tsx'

const kept = { staleTime: 600_000 }
export const catalogueQuery = queryOptions({ queryKey: ['catalogue'], queryFn: catalogue, ...kept })
export const mattersQuery = queryOptions({ queryKey: ['matters'], queryFn: matters, ...kept })
export const purposesQuery = queryOptions({ queryKey: ['purposes'], queryFn: purposes, ...kept })

/** Rule packs write English terms small; where they stand alone they begin with a capital. */
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Names of items and their fields; the id itself while the catalogue has not come. */
export function useItemNames() {
  const { say } = useReading()
  const items = useQuery(catalogueQuery).data?.items
  return {
    item(id: string) {
      const found = items?.find((item) => item.id === id)
      return found ? capital(say(found)) : id
    },
    /** Whether it is a field of the item, and not a column of somebody's own. */
    hasField(item: string, id: string) {
      return items?.find((one) => one.id === item)?.fields.some((field) => field.id === id) ?? false
    },
    field(item: string, id: string) {
      const found = items?.find((one) => one.id === item)?.fields.find((field) => field.id === id)
      return found ? capital(say(found)) : id
    },
  }
}

export function useReasonNames() {
  const { say } = useReading()
  const matterList = useQuery(mattersQuery).data
  const purposeList = useQuery(purposesQuery).data
  const named = (list: { id: string; zh: string; en: string }[] | undefined, id: string) => {
    const found = list?.find((one) => one.id === id)
    return found ? say(found) : id
  }
  return { matter: (id: string) => named(matterList, id), purpose: (id: string) => named(purposeList, id) }
}

/** Matters and purposes as choices of a filter. */
export function useReasonOptions() {
  const { say } = useReading()
  const choices = (list: { id: string; zh: string; en: string }[] | undefined) =>
    (list ?? []).map((one) => ({ value: one.id, label: say(one) }))
  return { matters: choices(useQuery(mattersQuery).data), purposes: choices(useQuery(purposesQuery).data) }
}
