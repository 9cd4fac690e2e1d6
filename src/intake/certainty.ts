/** How the one who is most likely meant reads, of a row that waits; `none`: nobody is suggested. */
export const certainties = ['certain', 'likely', 'possible', 'none'] as const
export type Certainty = (typeof certainties)[number]
