// Takes compiled files out of dist/ whose source is gone, so that no old code can be loaded. Runs after the compiler.

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  const [, stem] = /^(.*)\.js(?:\.map)?$/.exec(relative(dist, path)) ?? [];
  if (stem !== undefined && !existsSync(join(root, 'src', `${stem}.ts`))) rmSync(path);
}
