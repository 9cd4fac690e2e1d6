/**
 * Builds what browsers get: the portal (a server bundle and its style sheet), the
 * console (a single-page application) and the font that both are set in. A part is
 * built only when its sources changed, so `npm start` and `npm test` may always ask.
 *
 *   dist/portal/server.js   `render(page, props, around)` and `assets`
 *   dist/portal/assets/     served under /assets/, names carry a digest
 *   dist/fonts/             served under /fonts/, names carry a version or digest
 *   dist/console/           served under /console/
 *
 * Run as a command it builds what is out of date, or the parts named.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'
import { putInPlace } from './put-in-place.ts'
import { cssVariables, fontFamily } from './ui/tokens.ts'

export type Part = 'fonts' | 'portal' | 'console'

const require = createRequire(import.meta.url)
const project = fileURLToPath(new URL('..', import.meta.url))
const projectDist = join(project, 'dist')

/** What a part is made of. The lock file stands for every package that goes in. */
const sources: Record<Part, string[]> = {
  fonts: ['web/build.ts', 'package-lock.json'],
  portal: [
    'web/build.ts',
    'web/portal',
    'web/ui',
    'src/terms',
    'src/codes',
    'src/rulebook/book.ts',
    'src/rulebook/period-words.ts',
    'package-lock.json',
  ],
  console: [
    'web/build.ts',
    'web/console',
    'web/ui',
    'src/terms',
    'src/codes',
    'src/access/permits.ts',
    'package-lock.json',
  ],
}

/** Makes a part in a folder; `dist` is where the parts before it lie. */
const makers: Record<Part, (folder: string, dist: string) => Promise<void>> = {
  fonts: makeFonts,
  portal: makePortal,
  console: makeConsole,
}

/** Builds the parts that are out of date. Two processes that ask at once do the work once. */
export async function buildWeb(
  parts: readonly Part[] = ['fonts', 'portal', 'console'],
  dist: string = projectDist,
  onBuild: (part: Part) => void = () => {},
): Promise<{ built: Part[] }> {
  const built: Part[] = []
  // Portal and console name the font's style sheet, so it comes first.
  const wanted = (['fonts', 'portal', 'console'] as const).filter((p) => parts.includes(p) || p === 'fonts')
  for (const part of wanted) if (await buildPart(part, dist, onBuild)) built.push(part)
  return { built }
}

async function buildPart(part: Part, dist: string, onBuild: (part: Part) => void): Promise<boolean> {
  const digest = await digestOf(sources[part])
  if (await isCurrent(part, digest, dist)) return false
  const release = await lock(part, dist)
  try {
    if (await isCurrent(part, digest, dist)) return false
    onBuild(part)
    const half = join(dist, `.${part}.${process.pid}`)
    await rm(half, { recursive: true, force: true })
    await mkdir(half, { recursive: true })
    try {
      // Whole before it is put in place: nobody ever finds half a build.
      await makers[part](half, dist)
      await putInPlace(half, join(dist, part), join(dist, `.${part}.left`), new Date())
      await writeFile(join(dist, `.${part}.digest`), digest)
    } finally {
      await rm(half, { recursive: true, force: true })
    }
    return true
  } finally {
    await release()
  }
}

async function isCurrent(part: Part, digest: string, dist: string): Promise<boolean> {
  const last = await readFile(join(dist, `.${part}.digest`), 'utf8').catch(() => '')
  return last === digest && existsSync(join(dist, part))
}

async function digestOf(places: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const place of places) {
    for (const file of await filesBelow(join(project, place))) {
      hash
        .update(`${relative(project, file)}\0`)
        .update(await readFile(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}

async function filesBelow(place: string): Promise<string[]> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return undefined
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  if (!entries) return [place]
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/**
 * One builder a part. The lock of a builder that has died is taken over; should two
 * take it over at once, both build, each in a folder of its own, and the later one stays.
 */
async function lock(part: Part, dist: string): Promise<() => Promise<void>> {
  await mkdir(dist, { recursive: true })
  const path = join(dist, `.${part}.lock`)
  for (;;) {
    try {
      const handle = await open(path, 'wx')
      await handle.write(String(process.pid))
      await handle.close()
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = Number(await readFile(path, 'utf8').catch(() => ''))
      const isLeft = holder ? !isAlive(holder) : (await ageOf(path)) > 10_000
      if (isLeft) await rm(path, { force: true })
      else await wait(100)
    }
  }
}

/** In milliseconds; 0 for a file that is gone. */
async function ageOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found ? Date.now() - found.mtimeMs : 0
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// --- fonts ---

const fontPackage = '@fontsource/noto-sans-sc'
const weights = [400, 700]

/**
 * Noto Sans SC in slices by range of characters, regular and bold: a page loads the
 * few slices it needs. The two weights of a slice stand side by side, so that the
 * list of ranges, written twice, is compressed to once.
 */
async function makeFonts(folder: string): Promise<void> {
  const home = dirname(require.resolve(`${fontPackage}/package.json`))
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string }
  const faces = new Map<string, string[]>()
  await mkdir(join(folder, version), { recursive: true })
  for (const weight of weights) {
    const css = await readFile(join(home, `${weight}.css`), 'utf8')
    for (const face of css.match(/@font-face \{[^}]*\}/g) ?? []) {
      const file = /url\(\.\/files\/([^)]+\.woff2)\)/.exec(face)?.[1]
      const whole = /unicode-range: ([^;]+);/.exec(face)?.[1]
      if (!file || !whole) throw new Error(`A face of ${fontPackage} ${weight} has no woff2 file or no range.`)
      const isNumbered = /-sc-\d+-/.test(file)
      const range = isNumbered ? withoutLetters(whole) : whole
      if (range === '') continue
      await cp(join(home, 'files', file), join(folder, version, file))
      // A letter is not as wide as that of another face: what comes late is kept for the next page, so that no line
      // breaks anew under the eyes of a reader. Chinese characters are all one width and may come late.
      const display = isNumbered ? 'swap' : 'optional'
      const line = `@font-face{font-family:"Noto Sans SC";font-weight:${weight};font-display:${display};src:url(/fonts/${version}/${file}) format("woff2");unicode-range:${range}}`
      faces.set(range, [...(faces.get(range) ?? []), line])
    }
  }
  const css = [...weights.map(meanwhile), ...[...faces.values()].flat()]
  await writeAsset(folder, 'noto-sans-sc', 'css', css.join('\n'))
  // A page of the console stands all day, and must not keep until the evening what came late in the morning.
  await writeAsset(
    folder,
    'console-faces',
    'css',
    css.join('\n').replaceAll('font-display:optional', 'font-display:swap'),
  )
  await cp(join(home, 'LICENSE'), join(folder, 'LICENSE.txt'))
}

/** Letters stand in slices of their own; some of the numbered ones have a few of them once more. */
function withoutLetters(range: string): string {
  const firstOther = 0x250
  return range
    .split(/,\s*/)
    .filter((part) => Number.parseInt(part.slice(2), 16) >= firstOther)
    .join(',')
}

/**
 * A font of the reader's own until a slice is there, with the ascent and descent of the one that comes
 * (1.16 and 0.288 of the em, its `hhea` table): no line moves up or down when it does.
 */
function meanwhile(weight: number): string {
  const bold = weight > 400
  const here = bold
    ? [
        'PingFangSC-Semibold',
        'HarmonyOS Sans SC Bold',
        'Source Han Sans SC Bold',
        'Noto Sans CJK SC Bold',
        'Microsoft YaHei Bold',
        'Roboto Bold',
        'Arial Bold',
        'Liberation Sans Bold',
        'DejaVu Sans Bold',
      ]
    : [
        'PingFangSC-Regular',
        'HarmonyOS Sans SC',
        'Source Han Sans SC',
        'Noto Sans CJK SC',
        'Microsoft YaHei',
        'Roboto',
        'Arial',
        'Liberation Sans',
        'DejaVu Sans',
      ]
  const src = here.map((name) => `local("${name}")`).join(',')
  return `@font-face{font-family:"Noto Sans SC Meanwhile";font-weight:${weight};src:${src};ascent-override:116%;descent-override:28.8%;line-gap-override:0%}`
}

type FontAddresses = { css: string; consoleCss: string; preload: string[] }

async function fontAddresses(dist: string): Promise<FontAddresses> {
  const files = await readdir(join(dist, 'fonts'), { recursive: true })
  const css = files.find((f) => /^noto-sans-sc-\w+\.css$/.test(f))
  const consoleCss = files.find((f) => /^console-faces-\w+\.css$/.test(f))
  // Figures, codes and marks are on every page; the Chinese slices follow from the text.
  const preload = weights.map((w) => files.find((f) => f.endsWith(`noto-sans-sc-latin-${w}-normal.woff2`)))
  if (!css || !consoleCss || preload.includes(undefined)) throw new Error('The fonts have not been built.')
  return {
    css: `/fonts/${css}`,
    consoleCss: `/fonts/${consoleCss}`,
    preload: preload.map((f) => `/fonts/${f?.split('\\').join('/')}`),
  }
}

// --- portal ---

/** What browsers of the last years understand; older ones get the same document, plainer. */
const targets = ['chrome109', 'firefox115', 'safari16']

async function makePortal(folder: string, dist: string): Promise<void> {
  const { build } = await import('vite')
  const fonts = await fontAddresses(dist)
  const source = join(project, 'web/portal')
  const common = { root: source, configFile: false, logLevel: 'warn', publicDir: false } as const
  const styles = join(folder, '.styles')

  await build({
    ...common,
    plugins: [withTokens()],
    build: {
      outDir: styles,
      emptyOutDir: false,
      rolldownOptions: { input: join(source, 'portal.css'), output: { assetFileNames: 'portal.css' } },
      cssTarget: targets,
    },
  })
  const css = await readFile(join(styles, 'portal.css'), 'utf8')
  const portalCss = `/assets/${await writeAsset(join(folder, 'assets'), 'portal', 'css', css)}`
  await rm(styles, { recursive: true })

  const scripts = join(folder, '.scripts')
  await build({
    ...common,
    build: {
      outDir: scripts,
      emptyOutDir: false,
      target: targets,
      modulePreload: false,
      rolldownOptions: { input: join(source, 'suggest.ts'), output: { entryFileNames: 'suggest.js' } },
    },
  })
  const script = await readFile(join(scripts, 'suggest.js'), 'utf8')
  const suggestJs = `/assets/${await writeAsset(join(folder, 'assets'), 'suggest', 'js', script)}`
  await rm(scripts, { recursive: true })

  await build({
    ...common,
    define: {
      portalAssets: JSON.stringify({ portalCss, suggestJs, fontCss: fonts.css, preload: fonts.preload }),
      // React draws for production whatever the server was started with.
      'process.env.NODE_ENV': '"production"',
    },
    ssr: { noExternal: true },
    build: {
      ssr: join(source, 'server.tsx'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node26',
      rolldownOptions: { output: { entryFileNames: 'server.js' } },
    },
  })
  const server = (await import(pathToFileURL(join(folder, 'server.js')).href)) as { markSvg(): string }
  await writeFile(join(folder, 'assets', 'mark.svg'), server.markSvg())
}

/** The tokens as custom properties, before the style sheet that uses them. */
function withTokens(): Plugin {
  return {
    name: 'tokens',
    enforce: 'pre',
    transform: (code, id) =>
      id.endsWith('portal.css') ? `:root{${cssVariables()}--font: ${fontFamily};}\n${code}` : undefined,
  }
}

// --- console ---

async function makeConsole(folder: string, dist: string): Promise<void> {
  const { build } = await import('vite')
  const fonts = await fontAddresses(dist)
  await build({
    configFile: join(project, 'web/console/vite.config.ts'),
    logLevel: 'warn',
    plugins: [withFonts(fonts)],
    build: { outDir: folder, emptyOutDir: true },
  })
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|css|html|svg)$/.test(entry.name)) continue
    await compressBeside(join(entry.parentPath, entry.name))
  }
}

/** The faces may be had; none is fetched ahead, since the console asks for them only where the machine has no Chinese one. */
function withFonts(fonts: FontAddresses): Plugin {
  return {
    name: 'fonts',
    transformIndexHtml: () => [{ tag: 'link', attrs: { rel: 'stylesheet', href: fonts.consoleCss } }],
  }
}

/** Writes a file whose name carries its digest, with its compressed forms beside it. */
async function writeAsset(folder: string, name: string, ending: string, text: string): Promise<string> {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 10)
  const file = `${name}-${digest}.${ending}`
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, file), text)
  await compressBeside(join(folder, file))
  return file
}

/** What the server hands out to browsers that take it, compressed once instead of at every request. */
async function compressBeside(path: string): Promise<void> {
  const bytes = await readFile(path)
  await writeFile(`${path}.br`, brotliCompressSync(bytes))
  await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }))
}

if (import.meta.main) {
  const asked = process.argv.slice(2) as Part[]
  const zh: Record<Part, string> = { fonts: '字体', portal: '门户网页', console: '工作台网页' }
  await buildWeb(asked.length > 0 ? asked : undefined, undefined, (part) =>
    console.log(`正在构建${zh[part]}…… Building ${part} ...`),
  )
}
