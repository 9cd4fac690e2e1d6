/** What makes an answer on screen a receipt on paper: its head with the code to find it again by, and what it does not say. */
import { useMemo } from 'react'
import type { Says } from '../../../src/terms/says.ts'
import { strokesOf } from '../../ui/qr.ts'
import { platformKind, platformName } from '../../ui/words.ts'
import { useReading } from '../language.tsx'

/** The address of a receipt: it shows the receipt to whoever may see it, and is no new check. */
export const receiptAddress = (number: string) =>
  `${location.origin}/console/check/answers?receipts=${encodeURIComponent(number)}`

/** Nothing on this paper says what to decide. */
export const noDecision: Says = {
  zh: '本回执只列查询时的事实、名单和依法适用于本事项的措施及其条款，不代替受理机关的决定；办与不办由受理机关依法决定。',
  en: 'This receipt states the facts, the listings and the measures that the law allows for this matter, with their articles, as of the time of asking. It takes the place of no decision: that remains with the body in charge.',
}

export function ReceiptHead({ number }: { number: string }) {
  const { say, t } = useReading()
  return (
    <header className="receipt-head print-only">
      <Qr text={receiptAddress(number)} says={t(`回执 ${number} 的地址`, `Address of receipt ${number}`)} />
      <p className="receipt-platform">{`${say(platformName)} ${say(platformKind)}`}</p>
      <p className="receipt-title">{t('信用核查回执', 'Receipt of a credit check')}</p>
      <p>
        <code>{number}</code>
      </p>
    </header>
  )
}

/** Dark on light, whatever lies behind it. */
export function Qr({ text, says }: { text: string; says: string }) {
  const { size, path } = useMemo(() => strokesOf(text), [text])
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={says} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} stroke="#000" />
    </svg>
  )
}
