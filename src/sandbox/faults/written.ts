// What every check of what was written needs.

import { listed, nearestName } from '../../documents/suggest.ts';

export function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

export function unknownKeys(given: object, known: readonly string[], before: string): string[] {
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = nearestName(key, known);
      const instead = near === null ? `there are ${listed(known)}` : `did you mean \`${near}\`?`;
      return `\`${before}${key}\` is not known: ${instead}`;
    });
}

/** As JSON, and not for ever. */
export function written(given: unknown): string {
  if (given === undefined) return 'missing';
  const text = JSON.stringify(given);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
