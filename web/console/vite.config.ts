import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { lazyChunkAtMost } from './chart-size.ts'
import { firstLoadAtMost } from './first-load.ts'

const root = fileURLToPath(new URL('.', import.meta.url))

/** The console as static files under dist/console; the server hands them out below /console/. */
export default defineConfig({
  root,
  base: '/console/',
  plugins: [react(), firstLoadAtMost(400_000), lazyChunkAtMost(/charts\/drawn\.tsx$/, 220_000)],
  build: {
    outDir: fileURLToPath(new URL('../../dist/console', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome109', 'firefox115', 'safari16'],
    sourcemap: false,
    reportCompressedSize: false,
    // Data addresses would need `font-src data:` and `img-src data:` in the server's security policy.
    assetsInlineLimit: 0,
  },
})
