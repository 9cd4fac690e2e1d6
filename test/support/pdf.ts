import { extractText, getDocumentProxy } from 'unpdf'

/** What a reader of the PDF can copy out of each page, blanks taken away. */
export async function pdfPages(pdf: Uint8Array): Promise<string[]> {
  const document = await getDocumentProxy(new Uint8Array(pdf))
  const { text } = await extractText(document, { mergePages: false })
  await document.destroy()
  return text.map((page) => page.replace(/\s+/g, ''))
}

/** Title, language and standard as the file itself states them, and whether every font is inside. */
export async function pdfFacts(pdf: Uint8Array): Promise<{ title: string; metadata: string; fontsInside: boolean }> {
  const document = await getDocumentProxy(new Uint8Array(pdf))
  const { info, metadata } = await document.getMetadata()
  const title = (info as { Title?: string }).Title ?? ''
  const raw = (metadata as { getRaw?(): string } | null)?.getRaw?.() ?? ''
  await document.destroy()
  const text = Buffer.from(pdf).toString('latin1')
  const described = text.match(/\/Type\s*\/FontDescriptor/g)?.length ?? 0
  const inside = text.match(/\/FontFile[23]?\s/g)?.length ?? 0
  return { title, metadata: raw, fontsInside: described > 0 && described === inside }
}
