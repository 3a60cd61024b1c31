// Compiles bench/, and what it takes from test/, to bench/dist/. What is measured is dist/ itself: `#runway/…` leads there.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformFileSync } from '@swc/core';

const root = join(import.meta.dirname, '..');
const out = join(root, 'bench/dist');

rmSync(out, { recursive: true, force: true });
const own = readdirSync(join(root, 'bench'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)));

for (const path of [...own, 'test/support/postgres.ts']) {
  const { code } = transformFileSync(join(root, path), {
    swcrc: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript' },
      rewriteRelativeImportExtensions: true,
    },
    module: { type: 'es6' },
  });
  const compiled = join(out, path).replace(/\.ts$/, '.js');
  mkdirSync(dirname(compiled), { recursive: true });
  writeFileSync(compiled, code);
}
