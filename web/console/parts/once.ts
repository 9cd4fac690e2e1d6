import { useCallback, useRef, useState } from 'react'

/**
 * Runs an action once at a time: a second click while the first is under way
 * does nothing, however soon it comes. State alone would be a render too late.
 */
export function useOnce<Input extends unknown[]>(
  action: (...input: Input) => Promise<void>,
): [(...input: Input) => void, boolean] {
  const isRunning = useRef(false)
  const [isBusy, setBusy] = useState(false)
  const latest = useRef(action)
  latest.current = action
  const run = useCallback((...input: Input) => {
    if (isRunning.current) return
    isRunning.current = true
    setBusy(true)
    void latest.current(...input).finally(() => {
      isRunning.current = false
      setBusy(false)
    })
  }, [])
  return [run, isBusy]
}
