/** The balance of the mark, in lines: an ornament beside a large heading. */
export function Balance() {
  return (
    <svg className="balance" viewBox="0 0 48 42" aria-hidden="true" focusable="false">
      <g fill="none" stroke="currentColor" strokeWidth="0.5" strokeLinecap="round" strokeLinejoin="round">
        <path d="M24 9.5v27M15.5 38.5h17M17.5 36.5h13M7 11.5h34" />
        <path d="m24 3.2 2.6 3.3-2.6 3.3-2.6-3.3Z" />
        <path d="M10 11.5 3.6 25M10 11.5 16.4 25M38 11.5 31.6 25M38 11.5 44.4 25" strokeWidth="0.35" />
        <path d="M2 25h16a8 5.4 0 0 1-16 0ZM30 25h16a8 5.4 0 0 1-16 0Z" />
      </g>
    </svg>
  )
}

/**
 * The mark: a balance at rest, its beam level, in a square like a seal. Drawn, not
 * written, so that it needs no font; beside it stands the name, so it is silent to
 * a screen reader.
 */
export function Mark({ size = 40, xmlns }: { size?: number; xmlns?: string }) {
  return (
    <svg
      xmlns={xmlns}
      className="mark"
      width={size}
      height={size}
      viewBox="0 0 48 48"
      aria-hidden="true"
      focusable="false"
    >
      <rect width="48" height="48" rx="9" fill="#1b4965" />
      <g fill="none" stroke="#ffffff" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round">
        <path d="M24 12.5v23M16.5 37.5h15M9 15.5h30" />
        <path d="M13 15.5 7.6 27M13 15.5 18.4 27M35 15.5 29.6 27M35 15.5 40.4 27" strokeWidth="1.7" />
      </g>
      <path d="M6.2 27h13.6a6.8 5.2 0 0 1-13.6 0ZM28.2 27h13.6a6.8 5.2 0 0 1-13.6 0Z" fill="#ffffff" />
      <path d="m24 7.2 3.3 3.3-3.3 3.3-3.3-3.3Z" fill="#f0c46a" />
    </svg>
  )
}
