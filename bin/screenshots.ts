/**
 * The pictures in docs/screenshots/, made from a real server with the whole
 * demonstration: `bin/node bin/screenshots.ts`. Whoever makes them looks at them.
 *
 * They are kept as WebP: Chinese text in 200 kB at most.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
