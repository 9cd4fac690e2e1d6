/** The head of a page, and what is shown instead of one. */
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react'
import { useReading } from '../language.tsx'
import { ProblemNote } from './problem-note.tsx'

/** Whether the frame with its <main> stands around. */
export const Framed = createContext(false)

type PageProps = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode }

let isFirstPage = true

/** The heading takes the focus when one has come from another page, so that it is read out. */
export function Page({ title, lead, actions, children }: PageProps) {
  const { t } = useReading()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${t('信衡工作台', 'Xinheng console')}`
  }, [title, t])
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true })
    isFirstPage = false
  }, [])
  return (
    <>
      <div className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className="lead">{lead}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </>
  )
}

export function PageWaits() {
  const { t } = useReading()
  return (
    <div className="waits" role="status">
      <span className="spinner" aria-hidden="true" />
      {t('正在载入……', 'Loading…')}
    </div>
  )
}

/** A message that stands for a page; with a <main> of its own where there is no frame. */
function Alone({ children }: { children: ReactNode }) {
  return useContext(Framed) ? <div className="alone">{children}</div> : <main className="alone">{children}</main>
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  const { t } = useReading()
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  const again = () => {
    queries.reset()
    reset()
    void router.invalidate()
  }
  return (
    <Alone>
      <h1>{t('这个页面暂时打不开', 'This page cannot be opened just now')}</h1>
      <ProblemNote fault={error} again={again} />
    </Alone>
  )
}

export function NoSuchPage() {
  const { t } = useReading()
  return (
    <Alone>
      <h1>{t('没有这个页面', 'There is no such page')}</h1>
      <p>{t('地址可能抄错，或页面已经移走。', 'The address may be mistyped, or the page has moved.')}</p>
      <Link to="/" className="button-link primary">
        {t('回到首页', 'To the start page')}
      </Link>
    </Alone>
  )
}

export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="nothing">
      <svg viewBox="0 0 64 48" aria-hidden="true" focusable="false">
        <path d="M8 20 16 6h32l8 14v20a4 4 0 0 1-4 4H12a4 4 0 0 1-4-4V20Zm0 0h15l4 8h10l4-8h15" />
      </svg>
      <p>
        <b>{title}</b>
      </p>
      {children}
    </div>
  )
}
