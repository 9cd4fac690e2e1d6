import { useEffect, useRef } from 'react'
import { type Drawing, drawChart } from './draw.ts'

/** The place of a chart. Fetched with ECharts, and only then. */
function Drawn({ drawing }: { drawing: Drawing }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => (place.current ? drawChart(place.current, drawing) : undefined), [drawing])
  return <div ref={place} className="chart-place" />
}

// React's lazy takes a default export.
export default Drawn
