/** Holds the part of the console that draws charts to what it may weigh. The build fails above that. */
import { brotliCompressSync } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

/** All that comes with the chunk of this module and is not part of the first page already. */
export function lazyChunkAtMost(module: RegExp, bytes: number): Plugin {
  return {
    name: 'xinheng-lazy-chunk',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((part) => part.type === 'chunk')
        const entry = chunks.find((chunk) => chunk.isEntry)
        const drawn = chunks.find((chunk) => chunk.facadeModuleId !== null && module.test(chunk.facadeModuleId))
        if (!entry || !drawn) this.error(`no chunk of ${module}`)
        const there = reach(entry, chunks)
        const needed = [...reach(drawn, chunks)].filter((chunk) => !there.has(chunk))
        const size = needed.reduce((sum, chunk) => sum + brotliCompressSync(chunk.code).length, 0)
        this.info(`${drawn.fileName}: ${(size / 1000).toFixed(0)} kB brotli beside the first load`)
        if (size > bytes) this.error(`${drawn.fileName} needs ${size} bytes brotli; ${bytes} are allowed`)
      },
    },
  }
}

function reach(chunk: Rolldown.OutputChunk, chunks: Rolldown.OutputChunk[], found = new Set<Rolldown.OutputChunk>()) {
  if (found.has(chunk)) return found
  found.add(chunk)
  for (const name of chunk.imports) {
    const next = chunks.find((one) => one.fileName === name)
    if (next) reach(next, chunks, found)
  }
  return found
}
