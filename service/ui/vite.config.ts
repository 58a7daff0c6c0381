import { defineConfig } from 'vite';
import { chineseLiterals } from './build/chinese-literals.ts';

const ISLANDS = ['app', 'formview', 'instance', 'replay', 'modeler', 'dmn', 'formedit'];

export default defineConfig({
  plugins: [chineseLiterals()],
  base: './', // every address inside the output is relative, so the service may live under any prefix
  resolve: {
    // form-js ships an older fork; 8.2 computes durations and dates as the server does
    alias: [{ find: /^@bpmn-io\/feelin$/, replacement: 'feelin' }],
  },
  build: {
    outDir: '../static/ui',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'chrome87', // the oldest Chromium core met in office browsers
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: Object.fromEntries(ISLANDS.map((name) => [name, `src/${name}.ts`])),
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        assetFileNames: (asset) =>
          ISLANDS.some((name) => asset.names.includes(`${name}.css`)) ? '[name][extname]' : 'assets/[name]-[hash][extname]',
      },
    },
  },
});
