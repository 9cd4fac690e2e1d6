import fc from 'fast-check'

/**
 * Property tests draw the same cases each time, so that a failure is a change of
 * ours and not of luck. `PROPERTY_SEED` draws others; a long run goes through many.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20260401) })
