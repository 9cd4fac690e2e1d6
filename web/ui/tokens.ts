/**
 * The look of Xinheng: one set of values for portal and console. Text colours
 * hold 4.5:1 against every ground they are meant for, edges of controls 3:1; a
 * test counts it.
 */

export const colours = {
  /** The page, like paper in daylight. */
  paper: '#f6f4ee',
  /** Cards, fields, tables. */
  surface: '#ffffff',
  /** Table heads, quiet boxes. */
  sunk: '#f0ede4',
  ink: '#1b2530',
  inkSoft: '#4c5763',
  line: '#dcd7ca',
  /** The edge of something that can be operated. */
  edge: '#7d7969',
  /** 黛: headings' mark, links, the one button that matters. */
  primary: '#1b4965',
  primaryDeep: '#123349',
  primarySoft: '#e7eff4',
  /** 铜: demonstration band, what wants a second look. */
  accent: '#7d4f0e',
  accentSoft: '#fbf0d9',
  good: '#226043',
  goodSoft: '#e6f2eb',
  bad: '#9a2a2a',
  badSoft: '#faeaea',
  focus: '#b4420b',
  /** The footer, and what is written on it. */
  night: '#14222e',
  onNight: '#e9eef2',
  onNightSoft: '#b3c1cc',
  focusOnNight: '#ffce73',
} as const

/** Our own face first; then what the machine of the reader has, so that text is read before the face has come. */
export const fontFamily =
  "'Noto Sans SC', 'Noto Sans SC Meanwhile', 'PingFang SC', 'HarmonyOS Sans SC', 'Source Han Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei UI', 'Microsoft YaHei', system-ui, sans-serif"

/** Codes and numbers stand in tabular figures of the same face: a second face would be one more download. */
export const codeFontFamily = fontFamily

/** In px for the console's component library; the portal writes rem. */
export const fontSizes = { small: 14, base: 16, large: 18, title: 22, page: 30 } as const

/** Large-type mode multiplies every size by this. */
export const largeTypeScale = 1.25

export const radii = { small: 4, base: 6, card: 10 } as const

/** Steps of 4 px. */
export const space = [0, 4, 8, 12, 16, 24, 32, 48, 64] as const

/** Text on ground, as they meet on a page. The test walks these. */
export const textOnGround: readonly [keyof typeof colours, keyof typeof colours][] = [
  ['ink', 'paper'],
  ['ink', 'surface'],
  ['ink', 'sunk'],
  ['ink', 'accentSoft'],
  ['inkSoft', 'paper'],
  ['inkSoft', 'surface'],
  ['inkSoft', 'sunk'],
  ['inkSoft', 'primarySoft'],
  ['primary', 'paper'],
  ['primary', 'surface'],
  ['primary', 'sunk'],
  ['primary', 'primarySoft'],
  ['surface', 'primary'],
  ['surface', 'primaryDeep'],
  ['accent', 'accentSoft'],
  ['accent', 'surface'],
  ['accent', 'paper'],
  ['good', 'goodSoft'],
  ['good', 'surface'],
  ['bad', 'badSoft'],
  ['bad', 'surface'],
  ['onNight', 'night'],
  ['onNightSoft', 'night'],
]

/** Edges and focus rings against their ground: 3:1. */
export const edgeOnGround: readonly [keyof typeof colours, keyof typeof colours][] = [
  ['edge', 'surface'],
  ['edge', 'paper'],
  ['focus', 'surface'],
  ['focus', 'paper'],
  ['focus', 'accentSoft'],
  ['focusOnNight', 'night'],
]

/** The colours as custom properties, for a style sheet: `--ink-soft: #4c5763;` and so on. */
export function cssVariables(): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}: ${value};`)
    .join('\n')
}

/** Areas of charts, beside one another or stacked: told apart also without colour by their order, legend and table. */
export const chartColours = ['#3f7ea6', '#c99a3f', '#5c9f7d', '#8f7bb8', '#c0736b', '#7f8a93', '#b3a98d'] as const

/** Days that were promised, and those beyond. */
export const freshnessColours = { within: '#8fb3c9', past: '#b03a3a' } as const

/** What became of rows, as in the bars of the lists. */
export const verdictColours = {
  accepted: '#2f7d57',
  warned: '#b9851d',
  corrected: '#2c6f9b',
  duplicate: '#8b8778',
  waiting: '#6b4f9e',
  refused: '#b03a3a',
} as const
