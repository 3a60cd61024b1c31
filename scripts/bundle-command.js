// Joins what the command line is made of into few files: each file that is loaded costs time. Runs after the compiler.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Small, and needed by the commands that people wait for; all others are loaded where they are used. */
const JOINED = ['commander', 'picocolors', 'yaml'];

await build({
  absWorkingDir: root,
  entryPoints: ['dist/cli/main.js'],
  outdir: 'dist/cli',
  allowOverwrite: true,
  // As deep as the modules that look for files beside the code: `../../../` leads to the top from all of them.
  chunkNames: 'parts/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: Object.keys(dependencies).filter((name) => !JOINED.includes(name)),
  plugins: [{ name: 'validators', setup: leaveValidators }],
  // The same code as modules, of which only what is used is taken.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  // CommonJS inside may ask for what comes with Node.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  sourcemap: true,
  logLevel: 'warning',
});

/** They are large, and as dense already as they can be. The path is the one from a part. */
function leaveValidators({ onResolve }) {
  const path = '../../documents/schema/validators.js';
  onResolve({ filter: /\/validators\.js$/ }, () => ({ path, external: true }));
}
