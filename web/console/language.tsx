/** The language and the size of type that this person reads in; kept in the browser. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Language, Says } from '../../src/terms/says.ts'

export type Reading = {
  language: Language
  isLarge: boolean
  /** One of the two, by language. */
  t: (zh: string, en: string) => string
  say: (says: Says) => string
  setLanguage: (language: Language) => void
  setLarge: (isLarge: boolean) => void
}

const ReadingContext = createContext<Reading | undefined>(undefined)

export function useReading(): Reading {
  const reading = useContext(ReadingContext)
  if (!reading) throw new Error('useReading outside <ReadingProvider>')
  return reading
}

function kept(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

function keep(name: string, value: string) {
  try {
    localStorage.setItem(name, value)
  } catch {
    // A browser that keeps nothing still works, it only asks again next time.
  }
}

export function ReadingProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    (kept('xinheng.language') ?? navigator.language).startsWith('en') ? 'en' : 'zh',
  )
  const [isLarge, setLarge] = useState(() => kept('xinheng.large') === 'yes')

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    keep('xinheng.language', language)
  }, [language])
  useEffect(() => {
    document.documentElement.classList.toggle('large-type', isLarge)
    keep('xinheng.large', isLarge ? 'yes' : 'no')
  }, [isLarge])

  const reading = useMemo<Reading>(
    () => ({
      language,
      isLarge,
      t: (zh, en) => (language === 'zh' ? zh : en),
      say: (says) => says[language],
      setLanguage,
      setLarge,
    }),
    [language, isLarge],
  )
  return <ReadingContext value={reading}>{children}</ReadingContext>
}
