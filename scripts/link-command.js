// Puts `runway` among the commands that npx finds at once. Runs after the compiler.

import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules/.bin');

chmodSync(join(root, 'dist/cli/main.js'), 0o755);
mkdirSync(bin, { recursive: true });
rmSync(join(bin, 'runway'), { force: true });
symlinkSync('../../dist/cli/main.js', join(bin, 'runway'));
