// JSON merge patch (RFC 7396): a value replaces, a list replaces whole, null takes away.

import { emptyObject, isObject } from './plain-object.ts';

/** Neither argument is changed; the result has no prototype at any depth of its own making. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = emptyObject();
  if (isObject(target)) Object.assign(result, target);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}
