/**
 * Typst, held open: one compiler with our own faces, kept warm. What goes in is a
 * template of ours and data as JSON; the data is read by the template as a value
 * and is never part of its source, so a name such as `#eval` prints as it stands.
 *
 * The faces come from an npm package and are found before any face of the same
 * name on the machine; templates name no other, and fall back on none. Nothing is
 * downloaded: templates import no packages.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { type Coverage, coverageOf, printableJson } from './glyphs.ts'

export type Typesetting = {
  /** Full path of the template, below src/. */
  template: string
  /** What the template reads with `json(bytes(sys.inputs.data))`. */
  data: unknown
  /** The instant written into the file. The same input gives the same bytes. */
  at: Date
}

const require = createRequire(import.meta.url)
const face = (name: string) => require.resolve(`@expo-google-fonts/noto-sans-sc/${name}.ttf`)
const faces = [face('400Regular/NotoSansSC_400Regular'), face('700Bold/NotoSansSC_700Bold')]

/** Archivable and readable aloud: fonts embedded, text mapped, structure tagged. */
const pdfStandard = 'a-2a'

/**
 * What Typst remembers between documents, its own measure of age: one document is
 * one step. Templates and faces are met again each time and stay; the words of the
 * documents of before are dropped.
 */
const keptDocuments = 2

let opened: { compiler: NodeCompiler; covers: Coverage } | undefined

function open() {
  opened ??= {
    compiler: NodeCompiler.create({
      workspace: fileURLToPath(new URL('..', import.meta.url)),
      fontArgs: [{ fontPaths: faces.map((path) => dirname(path)) }],
    }),
    covers: coverageOf(readFileSync(faces[0]!)),
  }
  return opened
}

/** Typesets at once, on the thread that asks. Throws where the template is at fault, with Typst's words. */
export function typeset(what: Typesetting): Buffer {
  const { compiler, covers } = open()
  const inputs = { data: JSON.stringify(printableJson(what.data, covers)) }
  try {
    return compiler.pdf(
      { mainFilePath: what.template, inputs, resetRead: false },
      { pdfStandard, creationTimestamp: Math.floor(what.at.getTime() / 1000) },
    )
  } catch (error) {
    throw new Error(`Typst cannot set ${what.template}: ${(error as Error).message}`, { cause: error })
  } finally {
    compiler.evictCache(keptDocuments)
  }
}
