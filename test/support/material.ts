import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The place of a file of the test material, which lies beside the project and
 * is read there, never copied. Undefined where the material is absent, so that
 * a test can skip by name; on the build machine its absence is a failure.
 */
export function material(name: string): string | undefined {
  const path = fileURLToPath(new URL(`../../../shared/material/${name}`, import.meta.url))
  if (existsSync(path)) return path
  if (process.env.CI === 'true') throw new Error(`Test material is missing: ${name}`)
  return undefined
}
