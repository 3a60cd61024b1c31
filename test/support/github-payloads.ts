// Published examples of GitHub's webhooks, and what of a payload is unlike all of them.

import { createRequire } from 'node:module';

interface Example {
  readonly action?: string;
}

interface Examples {
  readonly name: string;
  readonly examples: readonly Example[];
}

const published = createRequire(import.meta.url)(
  '@octokit/webhooks-examples',
) as readonly Examples[];

/**
 * One line for each difference, the same for the same difference: a member is missing that every example of this
 * event and action has, there is one that no example of the event has, or one is of a type that it has in none.
 */
export function unlikeExamples(event: string, payload: object): readonly string[] {
  const all = published.find(({ name }) => name === event)?.examples ?? [];
  if (all.length === 0) return [`${event} has no examples`];
  const { action } = payload as Example;
  const same = all.filter((example) => example.action === action);
  return differences(payload, { place: event, same: same.length === 0 ? all : same, all });
}

interface Against {
  readonly place: string;
  /** Of the same action. */
  readonly same: readonly unknown[];
  readonly all: readonly unknown[];
}

/** Whose members are named by whoever set it up. */
const FREE = /\.(?:permissions|custom_properties)$/;

function differences(value: unknown, { place, same, all }: Against): string[] {
  const types = [...new Set(all.map(typeOf))];
  // Where examples have but null, nothing is known of what else there may be.
  if (!types.includes(typeOf(value)) && types.some((type) => type !== 'null'))
    return [`${place} is ${typeOf(value)}, not ${types.join(' or ')}`];
  if (FREE.test(place)) return [];
  if (Array.isArray(value)) {
    const elements = all.flatMap((sample) => (Array.isArray(sample) ? sample : []) as unknown[]);
    const inside = { place: `${place}[]`, same: elements, all: elements };
    return elements.length === 0 ? [] : value.flatMap((one) => differences(one, inside));
  }
  const [alike, known] = [same.filter(isRecord), all.filter(isRecord)];
  if (!isRecord(value) || known.length === 0) return [];
  const always = Object.keys(alike[0] ?? {}).filter((name) =>
    alike.every((record) => name in record),
  );
  const missing = always.filter((name) => !(name in value));
  return [
    ...missing.map((name) => `${place}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, member]) => {
      const there = valuesOf(known, name);
      if (there.length === 0) return [`${place}.${name} is in no example`];
      const inside = { same: valuesOf(alike, name), all: there };
      return differences(member, { place: `${place}.${name}`, ...inside });
    }),
  ];
}

function valuesOf(records: readonly Readonly<Record<string, unknown>>[], name: string): unknown[] {
  return records.filter((record) => name in record).map((record) => record[name]);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
