/** Hands bytes to the browser as a file to keep. */
export function saveAs(blob: Blob, fileName: string) {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  // The browser reads the address after this returns; a minute is plenty even on a slow disk.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
