// Writes what follows from the schemas: `npm run generate`. With `--check` it only says what is out of date.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { overridesSchema } from './generate/overrides.mjs';
import { referencePages } from './generate/reference.mjs';
import { documentTypes } from './generate/types.mjs';

const root = resolve(import.meta.dirname, '..');

const files = new Map();
files.set(
  'schemas/runway-v1/Overrides.schema.json',
  await overridesSchema(schema('RunwayService')),
);
if (!process.argv.includes('--check')) write(files);
files.set(
  'src/documents/generated/documents.ts',
  await documentTypes(join(root, 'schemas/runway-v1')),
);
for (const [path, text] of referencePages(schema, textOf)) files.set(path, text);

if (process.argv.includes('--check')) {
  const stale = [...files].filter(([path, text]) => current(path) !== text).map(([path]) => path);
  for (const path of stale) console.error(`${path} is out of date: run \`npm run generate\``);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  write(files);
}

function schema(name) {
  return JSON.parse(readFileSync(join(root, `schemas/runway-v1/${name}.schema.json`), 'utf8'));
}

function textOf(path) {
  return readFileSync(join(root, path), 'utf8');
}

function current(path) {
  try {
    return textOf(path);
  } catch {
    return null;
  }
}

function write(texts) {
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
