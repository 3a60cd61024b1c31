// Puts validators that are compiled already in the place of those that are compiled when needed. Runs after the compiler.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { createCompiler } from '../dist/documents/schema/compiler.js';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'schemas/runway-v1');
const place = join(root, 'dist/documents/schema/validators.js');

const files = readdirSync(folder);
const schemas = Object.fromEntries(
  files.map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))]),
);
const compiler = createCompiler(schemas, { source: true, esm: true });
const names = Object.fromEntries(files.map((file) => [file.replace('.schema.json', ''), file]));

const contents = `${standalone.default(compiler, names)}
const validators = { ${Object.keys(names).join(', ')} };
export function validatorOf(kind) {
  const validate = validators[kind];
  if (validate === undefined) throw new Error(\`there is no schema for \${kind}\`);
  return validate;
}
`;
await build({
  stdin: { contents, resolveDir: root },
  outfile: place,
  bundle: true,
  minifyWhitespace: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
