/**
 * Keys for those who work here all day. A single key never works while somebody
 * writes, chooses in a list, or reads a dialog; `?` shows which there are, and there
 * they can be switched off (WCAG 2.1.4). None of them decides anything by itself.
 */
import Modal from 'antd/es/modal'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { Says } from '../../../src/terms/says.ts'
import { useReading } from '../language.tsx'

export type PageKey = {
  /** As the browser names them, letters small: `j`, `ArrowDown`, `Enter`. */
  keys: readonly string[]
  /** Keys that do the same where a row has the focus; told here, heard there. */
  also?: readonly string[]
  says: Says
  /** Absent: told here, heard elsewhere. */
  press?: (key: string) => void
}

type Listening = { current: readonly PageKey[] }
const KeysContext = createContext<Set<Listening> | undefined>(undefined)

const keptName = 'xinheng.single-keys'
const areOff = () => {
  try {
    return localStorage.getItem(keptName) === 'off'
  } catch {
    return false
  }
}

const writes =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [role=combobox], [role=listbox], [role=dialog], [contenteditable]'

/** Stands around the pages: hears the keys and shows the sheet. */
export function Keys({ children }: { children: ReactNode }) {
  const { say, t } = useReading()
  const [listening] = useState(() => new Set<Listening>())
  const [shown, setShown] = useState<readonly PageKey[]>()
  const [isOff, setOff] = useState(areOff)

  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
      const target = event.target as HTMLElement
      if (target.closest?.(writes) || document.querySelector('.ant-modal-wrap:not([style*="none"])')) return
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
      // These belong to whatever has the focus.
      if (key === 'Enter' || key === ' ') return
      const told = [...listening].flatMap((one) => one.current)
      if (key === '?' || key === '？') {
        event.preventDefault()
        setShown(told)
      } else if (!isOff) {
        const found = told.find((one) => one.press && one.keys.includes(key))
        if (!found) return
        event.preventDefault()
        found.press?.(key)
      }
    }
    document.addEventListener('keydown', heard)
    return () => document.removeEventListener('keydown', heard)
  }, [listening, isOff])

  const switchKeys = () => {
    setOff(!isOff)
    try {
      localStorage.setItem(keptName, isOff ? 'on' : 'off')
    } catch {
      // A browser that keeps nothing asks again next time.
    }
  }

  return (
    <KeysContext value={listening}>
      {children}
      <Modal
        open={shown !== undefined}
        title={t('键盘操作', 'Keys')}
        onCancel={() => setShown(undefined)}
        footer={null}
      >
        <dl className="key-sheet">
          {[...(shown ?? []), ...everywhere].map((one) => (
            <div key={one.says.en}>
              <dt>
                {[...one.keys, ...(one.also ?? [])].map((key) => (
                  <kbd key={key}>{nameOf(key)}</kbd>
                ))}
              </dt>
              <dd>{say(one.says)}</dd>
            </div>
          ))}
        </dl>
        <label className="key-switch">
          <input type="checkbox" checked={!isOff} onChange={switchKeys} />
          {t('使用单个按键（在输入框中始终不起作用）', 'Use single keys (never while something is being written)')}
        </label>
      </Modal>
    </KeysContext>
  )
}

const everywhere: readonly PageKey[] = [
  { keys: ['Tab'], says: { zh: '到下一个可以操作的地方', en: 'to the next thing that can be used' } },
  { keys: ['?'], says: { zh: '显示本页的按键', en: 'show the keys of this page' } },
]

const names: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', Enter: 'Enter ↵', ' ': 'Space', Escape: 'Esc' }
const nameOf = (key: string) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key)

/** The keys of a page, or of a part of it, while it stands and `isOn`. */
export function usePageKeys(keys: readonly PageKey[], isOn = true) {
  const listening = useContext(KeysContext)
  const latest = useRef(keys)
  latest.current = keys
  const own = useMemo<Listening>(
    () => ({
      get current() {
        return latest.current
      },
    }),
    [],
  )
  useEffect(() => {
    if (!isOn || !listening) return
    listening.add(own)
    return () => {
      listening.delete(own)
    }
  }, [listening, own, isOn])
}
