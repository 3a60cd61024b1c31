// Where a field is, as a person would say it, and where a misplaced one would have belonged.

import { keysOf } from '../yaml/positions.ts';
import { choicesOf, type FieldSchema, resolved, schemaOf } from './schema.ts';

/** `/spec/owners/0` as `spec.owners[0]`. */
export function dotted(pointer: string): string {
  return keysOf(pointer)
    .map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`))
    .join('');
}

/** Where in a kind of document a field of this name stands; of several places the one nearest to `pointer`. */
export function homeOf(name: string, kind: string, pointer: string): string | null {
  const here = keysOf(pointer);
  const homes = distinct([...placesOf(name, { field: schemaOf(kind), root: kind }, [])]);
  const nearness = homes.map((home) => shared(home, here));
  const best = Math.max(...nearness);
  const nearest = homes.filter((_, index) => nearness[index] === best);
  const [home] = nearest;
  return nearest.length === 1 && home !== undefined ? home.join('.') : null;
}

function shared(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((key, index) => key !== b[index]);
  return differs < 0 ? a.length : differs;
}

function* placesOf(
  name: string,
  at: { field: FieldSchema; root: string },
  path: readonly string[],
): Generator<readonly string[]> {
  const { field, root } = resolved(at.field, at.root);
  for (const { properties = {} } of choicesOf(field, root)) {
    for (const [key, inner] of Object.entries(properties)) {
      if (key === name) yield path;
      else yield* placesOf(name, { field: inner, root }, [...path, key]);
    }
  }
}

/** Alternatives of one group have fields in common. */
function distinct(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()];
}
