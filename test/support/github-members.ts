// Members of a JSON value that no schema of it names.

import type { Schema } from './github-document.ts';

type At = (pointer: string) => Schema;

/** Their paths, as JSON pointers. A schema that names no members at all allows any. */
export function unexpectedMembers(value: unknown, schema: Schema, at: At): readonly string[] {
  return walk(value, [schema], { at, path: '' });
}

interface Place {
  readonly at: At;
  readonly path: string;
}

function walk(value: unknown, schemas: readonly Schema[], { at, path }: Place): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const all = schemas.flatMap((schema) => parts(schema, at));
  if (Array.isArray(value)) {
    const items = all.flatMap(({ items: one }) => (one === undefined ? [] : [one]));
    return value.flatMap((each, index) => walk(each, items, { at, path: `${path}/${index}` }));
  }
  const open = all.some(({ additionalProperties: more }) => more !== undefined && more !== false);
  const named = all.some(({ properties }) => properties !== undefined);
  return Object.entries(value).flatMap(([key, member]) => {
    const own = all.flatMap(({ properties }) => {
      const found = properties?.[key];
      return found === undefined ? [] : [found];
    });
    const here = `${path}/${key}`;
    if (own.length > 0) return walk(member, own, { at, path: here });
    return open || !named ? [] : [here];
  });
}

/** The schema itself and all that it is put together from. */
function parts(schema: Schema, at: At): readonly Schema[] {
  if (schema.$ref !== undefined) return parts(at(schema.$ref), at);
  const more = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [schema, ...more.flatMap((each) => parts(each, at))];
}
