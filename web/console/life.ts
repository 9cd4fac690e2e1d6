/**
 * How long the session still lives, as far as this browser can tell. Every answer of
 * the server begins the idle time anew, whichever tab asked; when the session is over,
 * the page stays as it is and one signs in over it.
 */
import { useSyncExternalStore } from 'react'

const seenName = 'xinheng.seen'
let seenHere = 0

/** The server has just answered somebody who is signed in. */
export function noteAnswered() {
  seenHere = Date.now()
  try {
    localStorage.setItem(seenName, String(seenHere))
  } catch {
    // This tab still knows of itself.
  }
}

function seenAt(): number {
  try {
    return Math.max(seenHere, Number(localStorage.getItem(seenName)) || 0)
  } catch {
    return seenHere
  }
}

// The server writes down once a minute that somebody is there.
const writtenEverySeconds = 60

/** Seconds until the session ends, and whether asking for something puts that off. */
export function secondsLeft(of: { idleSeconds?: number; endsAt?: string }, now: number) {
  const idle =
    of.idleSeconds === undefined ? Infinity : seenAt() / 1000 + of.idleSeconds - writtenEverySeconds - now / 1000
  const whole = of.endsAt === undefined ? Infinity : (Date.parse(of.endsAt) - now) / 1000
  return { seconds: Math.max(0, Math.min(idle, whole)), mayGoOn: idle < whole }
}

export type Over = 'ended' | 'soon' | undefined

let over: Over
const listeners = new Set<() => void>()

/** `ended`: over; `soon`: one signs in again before it is. */
export function sessionIs(state: Over) {
  if (over === state) return
  over = state
  for (const tell of listeners) tell()
}

export const useOver = (): Over =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => over,
  )

/** Whether one has come in just now: said once, on the first page. */
let isFresh = false
export const cameIn = () => {
  isFresh = true
}
export function takeFresh(): boolean {
  const was = isFresh
  isFresh = false
  return was
}
