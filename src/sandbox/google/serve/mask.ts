// Update masks: which fields of a stored message a request replaces.

import { invalid } from '../refusal.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Mask {
  /** Snake case, as on the wire; they may go into maps and messages. */
  readonly paths: readonly string[];
  /** First parts that there are, in camel case. */
  readonly known: Iterable<string>;
}

/**
 * What is stored, with the fields that the mask names as they are asked for; one that is left out of the request is
 * removed. Throws INVALID_ARGUMENT for a path that there is not.
 */
export function patched<T extends object>(stored: T, asked: object, { known, paths }: Mask): T {
  const all = new Set(known);
  return paths.reduce((result, path) => {
    const parts = path.split('.').map(camel);
    if (!all.has(parts[0] ?? '')) throw invalid(`Invalid field in update mask: ${path}`);
    return replaced(result as Fields, asked as Fields, parts) as T;
  }, stored);
}

function replaced(stored: Fields, asked: Fields, path: readonly string[]): Fields {
  const [head = '', ...rest] = path;
  const { [head]: before, ...others } = stored;
  const value = asked[head];
  if (rest.length === 0) return value === undefined ? others : { ...others, [head]: value };
  if (Array.isArray(before) || Array.isArray(value)) {
    const words = 'goes into a repeated field; name the field itself';
    throw invalid(`Invalid field in update mask: ${path.join('.')} ${words}.`);
  }
  return { ...others, [head]: replaced(fields(before), fields(value), rest) };
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function camel(part: string): string {
  return part.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
