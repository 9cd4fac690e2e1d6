/**
 * A figure: something of ours measured beside its reference in the same run, so
 * that the machine, its load and its settings are the same for both.
 */
export type Scale = 'small' | 'full'

export type Measured = {
  name: string
  ours: number
  /** Absent where the bar is a plain limit. */
  reference?: number
  unit: string
  /** `ratio`: ours to the reference, as the bar reads it. */
  ratio?: number
  bar: string
  holds: boolean
  /** What the numbers were made of, in a line. */
  note: string
}

export type Figure = {
  /** As in `npm run bench -- --only NAME`. */
  name: string
  bar: string
  run(scale: Scale): Promise<Measured[]>
}

/** The most a figure may be, or the least: `atMost(3)` reads `<= 3`. */
export type Bar = { says: string; holds(value: number): boolean }
export const atMost = (limit: number, unit = ''): Bar => ({
  says: `<= ${limit}${unit}`,
  holds: (value) => value <= limit,
})
export const atLeast = (limit: number, unit = ''): Bar => ({
  says: `>= ${limit}${unit}`,
  holds: (value) => value >= limit,
})

export function measured(
  name: string,
  bar: Bar,
  values: { ours: number; reference?: number; ratio?: number; unit: string; note: string },
): Measured {
  return { name, ...values, bar: bar.says, holds: bar.holds(values.ratio ?? values.ours) }
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value below which this share of the whole sample lies; no value is estimated. */
export function percentile(values: Float64Array | readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)]!
}
