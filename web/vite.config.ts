import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, URL } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vitest/config';

const api = process.env.TRUNKLINE_API ?? 'http://127.0.0.1:8080';

/** The description of the API is read with Swagger UI from this server: customers' networks may have no way out. */
function apiDocs(): Plugin {
  const require = createRequire(import.meta.url);
  return {
    name: 'api-docs',
    apply: 'build',
    generateBundle() {
      for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css', 'LICENSE', 'NOTICE']) {
        const source = readFileSync(require.resolve(`swagger-ui-dist/${name}`));
        this.emitFile({ type: 'asset', fileName: `swagger/${name}`, source });
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), apiDocs()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    proxy: { '/api': { target: api, changeOrigin: false, ws: true } },
  },
  build: {
    target: 'es2022',
    // The largest chunk is the component library, shared by every page and cached by its hash.
    chunkSizeWarningLimit: 1200,
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
