// A field's schema in words, and a written value as messages show it.

import { stringify } from 'yaml';
import { dotted } from './field-path.ts';
import type { FieldSchema } from './schema.ts';

/** For numbers, and for lists and texts that are too long. */
export function limits(field: FieldSchema): string {
  const { minimum, maximum, exclusiveMinimum } = field;
  if (minimum !== undefined && maximum !== undefined) return `Write ${minimum} to ${maximum}.`;
  if (minimum !== undefined) return `Write ${minimum} or more.`;
  if (exclusiveMinimum !== undefined) return `Write ${expected(field)}.`;
  const most = field.maxLength ?? field.maxItems ?? field.maxProperties ?? maximum;
  return most === undefined ? `Write ${expected(field)}.` : `At most ${most} are allowed.`;
}

export function expected(field: FieldSchema): string {
  return field['x-expects'] ?? wanted(field);
}

export function fill(pointer: string, field: FieldSchema): string {
  const key = dotted(pointer).split('.').at(-1) ?? '';
  const example = exampleOf(key, field);
  if (example === null || key.endsWith(']')) return `Write ${expected(field)}`;
  return `Write a value, such as \`${example}\``;
}

/** `key: value` on one line, from the schema's own example. */
export function exampleOf(key: string, field: FieldSchema): string | null {
  const [example] = field.examples ?? [];
  if (example === undefined) return null;
  return stringify({ [key]: example }, { collectionStyle: 'flow', lineWidth: 0, singleQuote: true })
    .trim()
    .replace(/^\{ (.*) \}$/s, '$1');
}

function types(field: FieldSchema): readonly string[] {
  return [field.type ?? []].flat();
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a group of fields',
};

export function wanted(field: FieldSchema): string {
  const nouns = types(field).flatMap((type) => NOUNS[type] ?? []);
  return nouns.length === 0 ? 'something else' : nouns.join(' or ');
}

export function described(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of fields';
  if (typeof value === 'string') return `the text ${shown(value)}`;
  return typeof value === 'number' ? `the number ${value}` : shown(value);
}

export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === '') return 'empty';
  return `\`${text.length > 80 ? `${text.slice(0, 77)}…` : text}\``;
}

/** True when the same spelling in quotes would be right. */
export function wouldFit(field: FieldSchema, spelling: string): boolean {
  if (!types(field).includes('string')) return false;
  return field.pattern === undefined || new RegExp(field.pattern, 'u').test(spelling);
}

/** True when the same text without quotes would be right. */
export function wouldFitAsNumber(field: FieldSchema, text: string): boolean {
  return (
    /^[0-9]+$/.test(text) && types(field).some((type) => type === 'integer' || type === 'number')
  );
}
