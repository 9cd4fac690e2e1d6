/**
 * Holds the console to what may be fetched before its first page stands: the
 * entry, what it imports, the page's own part, styles and the document, as
 * brotli. The build fails where a page needs more.
 */
import { brotliCompressSync } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

export function firstLoadAtMost(bytes: number): Plugin {
  return {
    name: 'xinheng-first-load',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((part) => part.type === 'chunk')
        const entry = chunks.find((chunk) => chunk.isEntry)
        if (!entry) this.error('the console has no entry')
        const sizes = new Map<string, number>()
        for (const part of Object.values(bundle)) {
          sizes.set(part.fileName, brotliCompressSync(part.type === 'chunk' ? part.code : part.source).length)
        }
        const sizeOf = (fileName: string) => sizes.get(fileName) ?? 0
        const whole = [...sizes.keys()]
          .filter((name) => /\.(css|html)$/.test(name))
          .reduce((n, name) => n + sizeOf(name), 0)
        const start = closure(entry, chunks)
        for (const page of entry.dynamicImports) {
          const needed = new Set([...start, ...closure(chunkNamed(page, chunks), chunks)])
          const size = [...needed].reduce((sum, chunk) => sum + sizeOf(chunk.fileName), whole)
          this.info(`${page.replace(/^.*\//, '')}: first load ${(size / 1000).toFixed(0)} kB brotli`)
          if (size > bytes) this.error(`${page} needs ${size} bytes brotli before it stands; ${bytes} are allowed`)
        }
      },
    },
  }
}

function chunkNamed(fileName: string, chunks: Rolldown.OutputChunk[]): Rolldown.OutputChunk {
  const chunk = chunks.find((one) => one.fileName === fileName)
  if (!chunk) throw new Error(`no chunk ${fileName}`)
  return chunk
}

function closure(chunk: Rolldown.OutputChunk, chunks: Rolldown.OutputChunk[], found = new Set<Rolldown.OutputChunk>()) {
  if (!found.has(chunk)) {
    found.add(chunk)
    for (const name of chunk.imports) closure(chunkNamed(name, chunks), chunks, found)
  }
  return found
}
