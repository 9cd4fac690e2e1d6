/** Organisations that somebody who types so may mean; one of them is chosen by its code. For any field that takes a code. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { suggestOrganisations } from '../api.ts'
import { useReading } from '../language.tsx'

const pauseMs = 160

/** The text once nobody has typed for a moment: one question a pause, not one a key. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(settle, pauseMs, text)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** A whole code needs no choice; digits alone are a code in the making. */
const looksLikeCode = (text: string) => /^[0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s-]*$/.test(text) && /[\d０-９]/.test(text)

export function OrganisationChoices({ typed, choose }: { typed: string; choose: (code: string) => void }) {
  const { t } = useReading()
  const text = useSettled(typed.trim())
  const isName = [...text].length >= 2 && !looksLikeCode(text) && text === typed.trim()
  const found = useQuery({
    queryKey: ['suggestions', text],
    queryFn: () => suggestOrganisations(text),
    enabled: isName,
    staleTime: 60_000,
  })
  if (!isName) return null
  return (
    <div className="found" aria-live="polite">
      {found.data?.rows.length === 0 && (
        <p className="soft">{t('没有找到这个名称的单位', 'No organisation of that name was found')}</p>
      )}
      <ul>
        {found.data?.rows.map((one) => {
          const characters = [...one.name]
          const [from, until] = one.marked ?? [0, characters.length]
          return (
            <li key={one.code}>
              <button type="button" onClick={() => choose(one.code)}>
                <span lang="zh-CN">
                  {characters.slice(0, from).join('')}
                  <b>{characters.slice(from, until).join('')}</b>
                  {characters.slice(until).join('')}
                </span>
                {one.matchedFormerName && (
                  <span className="soft">{`${t('曾用名', 'formerly')} ${one.matchedFormerName}`}</span>
                )}
                <span className="soft">{`${one.code} · ${one.regionName}`}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
