// What differs between two manifests, by dotted path.

import type { Difference } from '../../plan/plan.ts';

/** Sorted by path; lists are compared whole. */
export function manifestDifferences(before: object, after: object): readonly Difference[] {
  const was = flatten(before, '');
  const is = flatten(after, '');
  const paths = [...new Set([...was.keys(), ...is.keys()])].sort();
  return paths
    .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
    .filter((difference) => difference.before !== difference.after);
}

function flatten(value: object, prefix: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, member] of Object.entries(value)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof member === 'object' && member !== null && !Array.isArray(member)) {
      for (const [inner, text] of flatten(member as object, path)) found.set(inner, text);
    } else {
      found.set(path, typeof member === 'string' ? member : JSON.stringify(member));
    }
  }
  return found;
}
