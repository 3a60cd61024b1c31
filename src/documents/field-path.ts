// Where a field is, as a person would say it, and where a misplaced one would have belonged.

import { keysOf } from './positions.ts';
import { type FieldSchema, resolved, schemaOf } from './schema.ts';

/** `/spec/owners/0` as `spec.owners[0]`. */
export function dotted(pointer: string): string {
  return keysOf(pointer)
    .map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`))
    .join('');
}

/** The only place in a kind of document where a field of this name stands, or null. */
export function homeOf(name: string, kind: string): string | null {
  const homes = [...placesOf(name, { field: schemaOf(kind), root: kind }, [])];
  const [home] = homes;
  return homes.length === 1 && home !== undefined ? home.join('.') : null;
}

function* placesOf(
  name: string,
  at: { field: FieldSchema; root: string },
  path: readonly string[],
): Generator<readonly string[]> {
  const { field, root } = resolved(at.field, at.root);
  for (const [key, inner] of Object.entries(field.properties ?? {})) {
    if (key === name) yield path;
    else yield* placesOf(name, { field: inner, root }, [...path, key]);
  }
}
