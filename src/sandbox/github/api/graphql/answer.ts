// Picks from what there is the fields that were asked for.

import type { Field, Value } from './read-query.ts';

export interface Shape {
  readonly type: string;
  readonly members: Readonly<Record<string, string | number | boolean | null | Shape>>;
}

export interface Problem {
  readonly type: string;
  readonly path?: readonly string[];
  readonly message: string;
}

/** Fields that there are not become problems, and the rest is still answered. */
export function picked(
  { type, members }: Shape,
  fields: readonly Field[],
  problems: Problem[],
): Record<string, unknown> {
  const entries = fields.flatMap(({ name, alias, fields: inner }): [string, unknown][] => {
    if (name === '__typename') return [[alias, type]];
    const value = members[name];
    if (value === undefined) {
      problems.push({
        type: 'undefinedField',
        message: `Field '${name}' doesn't exist on type '${type}'`,
      });
      return [];
    }
    const nested = typeof value === 'object' && value !== null;
    return [[alias, nested ? picked(value, inner, problems) : value]];
  });
  return Object.fromEntries(entries);
}

/** The text of one member of an argument `input`, through variables. */
export function inputText(
  field: Field,
  name: string,
  variables: Readonly<Record<string, unknown>>,
): string | null {
  const input = resolved(field.args.get('input'), variables);
  const value =
    typeof input === 'object' && input !== null
      ? (input as Readonly<Record<string, unknown>>)[name]
      : undefined;
  return typeof value === 'string' ? value : null;
}

function resolved(value: Value | undefined, variables: Readonly<Record<string, unknown>>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('variable' in value) return variables[value.variable];
  return Object.fromEntries(
    [...value.members].map(([name, member]) => [name, resolved(member, variables)]),
  );
}
