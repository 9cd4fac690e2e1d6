/** A sentence for people, in the two languages of the platform. */
export type Says = { zh: string; en: string }

export type Language = keyof Says
