/** The project's own source files, as text: for tests about the code itself. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('../..', import.meta.url))

export type Source = {
  /** From the project's folder, with slashes: `src/codes/uscc.ts`. */
  path: string
  text: string
  /** The text without comments; lines keep their numbers. */
  code: string
  imports: Import[]
}

/** `from` is a path in the project, or the name of a package. */
export type Import = { from: string; line: number; isTypeOnly: boolean }

export function sourcesIn(folder: string, ending = '.ts'): Source[] {
  return readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const text = readFileSync(file, 'utf8')
      const path = relative(project, file).split('\\').join('/')
      const code = withoutComments(text)
      return { path, text, code, imports: importsOf(path, code) }
    })
}

/** Every way a module is named: `import ... from`, `export ... from`, `import '...'`, `import('...')`, `typeof import('...')`. */
export function importsOf(path: string, code: string): Import[] {
  const found: Import[] = []
  const patterns = [
    /^[ \t]*(?:import|export)\s+(type\s)?(?:[^'";=()]*?\sfrom\s+)?['"]([^'"\n]+)['"]/gm,
    /\bimport\s*\(\s*()['"`]([^'"`\n]+)['"`]/g,
  ]
  for (const pattern of patterns) {
    for (const match of code.matchAll(pattern)) {
      const named = match[2]!
      const from = named.startsWith('.') ? join(dirname(path), named).split('\\').join('/') : named
      const line = code.slice(0, match.index).split('\n').length
      found.push({ from, line, isTypeOnly: match[1] !== undefined && match[1] !== '' })
    }
  }
  return found
}

/**
 * Comments become blanks. Strings and templates are stepped over, so that a `//` in an
 * address stays; a regular expression is not told from a division, which costs at most a
 * line that ends in `//` inside one.
 */
export function withoutComments(text: string): string {
  return text.replace(
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/[^\n]*/gm,
    (part) => (part.startsWith('/') ? part.replace(/[^\n]/g, ' ') : part),
  )
}
