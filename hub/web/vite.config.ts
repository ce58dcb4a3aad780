import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  base: '/console/',
  plugins: [vue()],
  resolve: {
    alias: { '@shared': folder('../../shared/web'), '@': folder('src') },
    // What lies in shared/web has no packages of its own: it takes these.
    dedupe: ['vue', 'vue-i18n', 'vue-router', 'element-plus', '@element-plus/icons-vue'],
  },
  define: {
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
  },
  build: {
    target: 'chrome85',
    outDir: process.env.MINSYNC_PAGE_FOLDER ?? 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // data: addresses are not allowed by the content security policy
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  server: { fs: { allow: [folder('.'), folder('../../shared/web')] } },
  test: { include: ['src/**/*.test.ts', '../../shared/web/**/*.test.ts'], environment: 'node' },
})
