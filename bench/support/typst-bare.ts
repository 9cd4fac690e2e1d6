/**
 * The bare Typst compile, in a process of its own: what Typst remembers of the
 * documents it has set is shared within a process, and the second to set the
 * same document would look ten times as fast.
 */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

export type ToSet = { template: string; data: string; at: number }
export type WasSet = { milliseconds: number; bytes: number }

if (import.meta.main) {
  const require = createRequire(import.meta.url)
  const faces = ['400Regular/NotoSansSC_400Regular', '700Bold/NotoSansSC_700Bold']
  const compiler = NodeCompiler.create({
    workspace: fileURLToPath(new URL('../../src', import.meta.url)),
    fontArgs: [
      { fontPaths: faces.map((name) => dirname(require.resolve(`@expo-google-fonts/noto-sans-sc/${name}.ttf`))) },
    ],
  })
  process.on('message', ({ template, data, at }: ToSet) => {
    const began = performance.now()
    const pdf = compiler.pdf(
      { mainFilePath: template, inputs: { data }, resetRead: false },
      { pdfStandard: 'a-2a', creationTimestamp: at },
    )
    const milliseconds = performance.now() - began
    compiler.evictCache(2)
    process.send!({ milliseconds, bytes: pdf.length } satisfies WasSet)
  })
}
