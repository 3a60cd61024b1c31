import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'schemas/runway-v1');

interface Field {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly discriminator?: unknown;
  readonly $defs?: Readonly<Record<string, Field>>;
  readonly $ref?: string;
}

const schemas = readdirSync(folder).map((name) => ({
  name,
  schema: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Field,
}));

test('types, overrides and reference pages follow from the schemas', () => {
  const script = join(root, 'scripts/generate.mjs');
  expect(() =>
    execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' }),
  ).not.toThrow();
});

test.each(schemas)('$name is valid JSON Schema 2020-12', ({ schema }) => {
  const ajv = new Ajv2020();
  expect(ajv.validateSchema(schema)).toBe(true);
});

test.each(schemas)(
  '$name describes every field, and refuses those it does not know',
  ({ schema }) => {
    const lacking = [...fields(schema, '')].flatMap(({ path, field }) => [
      ...(field.title === undefined ? [`${path} has no title`] : []),
      ...(field.description === undefined ? [`${path} has no description`] : []),
      ...(isOpen(field) ? [`${path} is open`] : []),
      ...(!isGroup(field) && field.$ref === undefined && field.examples === undefined
        ? [`${path} has no example`]
        : []),
    ]);
    expect(lacking).toEqual([]);
  },
);

/** A choice of groups refuses what the one that is chosen refuses. */
function isOpen(field: Field): boolean {
  if (!isGroup(field) || field.discriminator !== undefined) return false;
  return field.additionalProperties === undefined;
}

function isGroup({ properties, type }: Field): boolean {
  return properties !== undefined || [type].flat().includes('object');
}

function* fields(schema: Field, path: string): Generator<{ path: string; field: Field }> {
  for (const [name, definition] of Object.entries(schema.$defs ?? {})) {
    yield* fields(definition, `${path}#${name}`);
  }
  for (const [key, written] of Object.entries(schema.properties ?? {})) {
    const [, definition] = (written.$ref ?? '').split('#/$defs/');
    const known =
      definition === undefined
        ? undefined
        : schemas.flatMap(({ schema: { $defs } }) => $defs?.[definition] ?? [])[0];
    yield { path: `${path}/${key}`, field: { ...known, ...written } };
    yield* fields(written, `${path}/${key}`);
  }
}
