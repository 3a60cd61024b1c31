// Update masks: which fields of a stored message a request replaces.

import { invalid } from '../refusal.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is stored, with the fields of `paths` as they are asked for. Paths are snake case on the wire, and may go into
 * maps and messages. Throws INVALID_ARGUMENT for a first part that `known`, camel case, does not have.
 */
export function patched<T extends object>(
  stored: T,
  asked: object,
  { known, paths }: { readonly paths: readonly string[]; readonly known: readonly string[] },
): T {
  return paths.reduce((result, path) => {
    const [head = '', ...rest] = path.split('.');
    if (!known.includes(camel(head))) throw invalid(`Invalid field in update mask: ${path}`);
    return replaced(result as Fields, asked as Fields, [camel(head), ...rest]) as T;
  }, stored);
}

function replaced(stored: Fields, asked: Fields, [head = '', ...rest]: readonly string[]): Fields {
  const { [head]: before, ...others } = stored;
  const value =
    rest.length === 0 ? asked[head] : replaced(fields(before), fields(asked[head]), rest);
  return value === undefined ? others : { ...others, [head]: value };
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function camel(part: string): string {
  return part.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
