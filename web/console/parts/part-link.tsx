import type { MouseEvent, ReactNode } from 'react'

/**
 * Leads to a part of this page and stays on it. A fragment followed by the browser
 * itself begins another entry of the history, without the reason for which a file was
 * opened: the page would close it.
 */
export function PartLink({ to, className, children }: { to: string; className?: string; children: ReactNode }) {
  const go = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const part = document.getElementById(to)
    part?.scrollIntoView()
    part?.focus({ preventScroll: true })
  }
  return (
    <a className={className} href={`#${to}`} onClick={go}>
      {children}
    </a>
  )
}
