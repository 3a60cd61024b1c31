// TypeScript types from the schemas, read-only throughout.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const KINDS = ['Workload', 'Environment', 'Deployment', 'RunwayService', 'Settings'];

/** `folder` holds the schemas; the answer is the text of one module. */
export async function documentTypes(folder) {
  const definitions = {};
  for (const name of [...KINDS, 'Overrides']) {
    const {
      $defs = {},
      $schema: _,
      ...schema
    } = JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'));
    const prefix = name === 'Overrides' ? 'Override' : '';
    definitions[name] = plain(schema, prefix);
    for (const [key, value] of Object.entries($defs))
      definitions[prefix + key] = plain(value, prefix);
  }
  const whole = {
    title: 'Documents',
    description: 'Every kind of document by its name.',
    type: 'object',
    additionalProperties: false,
    required: KINDS,
    properties: Object.fromEntries(KINDS.map((kind) => [kind, { $ref: `#/$defs/${kind}` }])),
    $defs: definitions,
  };
  const text = await compile(whole, 'Documents', {
    bannerComment:
      '// Generated from schemas/ by `npm run generate`. Change the schema, not this file.',
    ignoreMinAndMaxItems: true,
    style: { printWidth: 100, singleQuote: true },
  });
  return readonly(text);
}

/** Titles would become names of types, and words beside a reference would hide the name it refers to. */
function plain(value, prefix) {
  if (Array.isArray(value)) return value.map((item) => plain(item, prefix));
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$ref === 'string') return { $ref: reference(value.$ref, prefix) };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => key !== 'examples' && !(key === 'title' && typeof item === 'string'))
      .map(([key, item]) => [key, plain(item, prefix)]),
  );
}

function reference(ref, prefix) {
  const external = /^(\w+)\.schema\.json$/.exec(ref);
  if (external !== null) return `#/$defs/${external[1]}`;
  return ref.replace('#/$defs/', `#/$defs/${prefix}`);
}

function readonly(text) {
  return text
    .replace(/^( +)((?:[A-Za-z_]\w*\??|\[k: string\])): /gm, '$1readonly $2: ')
    .replace(/: (string|number)\[\]/g, ': readonly $1[]')
    .replace(/: (\(.*\))\[\]/g, ': readonly $1[]');
}
