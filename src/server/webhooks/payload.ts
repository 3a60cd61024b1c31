// Reads members of a payload that nobody has checked.

/** Null for what is no text, or not there. */
export function textIn(value: unknown, ...path: readonly string[]): string | null {
  const found = memberOf(value, ...path);
  return typeof found === 'string' ? found : null;
}

/** Own members only. */
export function memberOf(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
