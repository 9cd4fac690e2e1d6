/** A wide table that scrolls by itself: named, and reached by keyboard. */
import type { ReactNode } from 'react'

export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached and scrolled by keyboard.
    <section className="scroll-x" tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
