/**
 * How long the session still lives, as far as this browser can tell. What somebody asks
 * for begins the idle time anew, in whichever tab; what a page asks for by itself says so
 * and puts nothing off, neither here nor at the server. When the session is over, the page
 * stays as it is, asks for nothing, and one signs in over it.
 */
import { useSyncExternalStore } from 'react'

const seenName = 'xinheng.seen'
let seenHere = 0
/** By how much the server's clock is ahead of this browser's. */
let aheadMs = 0

// Opening the page is the first thing that somebody did on it.
let acts = 1
let actsAnswered = 0

// A press of a screen reader comes as a click alone; coming back to the tab is a focus of the window alone.
const kindsOfAct = ['pointerdown', 'keydown', 'click', 'input', 'wheel', 'focus', 'visibilitychange']

/** From now on it is noticed when somebody does something. Before anything else listens: what an act sets off is its own. */
export function noticeActs() {
  const notice = ({ isTrusted, type, target }: Event) => {
    // A page moves the focus among its parts, and presses its own buttons, with nobody there.
    if (isTrusted && (type !== 'focus' || target === window)) acts++
  }
  for (const kind of kindsOfAct) window.addEventListener(kind, notice, { capture: true, passive: true })
}

export type Asking = { acts: number; at: number; isByItself: boolean }

/** Something is being asked for now: by somebody, or by the page itself, since nobody did anything after the last answer? */
export const asking = (now = Date.now()): Asking => ({ acts, at: now, isByItself: acts === actsAnswered })

/** The server has answered; its clock as it told it. */
export function noteAnswered(asked: Asking, serverNow = Number.NaN) {
  if (!Number.isNaN(serverNow)) aheadMs = serverNow - Date.now()
  if (asked.isByItself) return
  actsAnswered = Math.max(actsAnswered, asked.acts)
  // The server counts from when it was asked.
  seenHere = asked.at
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
  const whole = of.endsAt === undefined ? Infinity : (Date.parse(of.endsAt) - now - aheadMs) / 1000
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

export const sessionState = (): Over => over

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
