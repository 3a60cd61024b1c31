// Where a value is not of the shape that the document and real answers have.

import type { Published, Schema } from '../../../support/gitlab-document.ts';

export interface Against {
  readonly published: Published;
  readonly schema: Schema | null;
  /** Real values in this place. */
  readonly real: readonly unknown[];
  /** Real answers of a definition's kind: file names by definition. */
  readonly realOf: Readonly<Record<string, readonly string[]>>;
  /** What the document leaves out. */
  readonly definitions: Readonly<Record<string, Schema>>;
  /** How the place is called in what is told. */
  readonly place: string;
}

/** One line each, the same for the same difference however often it is met. */
export function differences(value: unknown, against: Against): readonly string[] {
  if (value === null || value === undefined) return [];
  const { place, schema, real } = known(against);
  if (Array.isArray(value)) {
    const one = schema?.type !== undefined && schema.type !== 'array';
    const told =
      one && !real.some(Array.isArray) ? [`${place} is a list, and one is documented`] : [];
    // A real answer of a kind stands for its elements, too.
    const kinds = real.flatMap((each) => (Array.isArray(each) ? elements(each) : [each]));
    const inside = { schema: one ? schema : (schema?.items ?? null), real: kinds };
    const name = one ? place : `${place}[]`;
    return [
      ...told,
      ...value.flatMap((each) => differences(each, { ...against, ...inside, place: name })),
    ];
  }
  if (typeof value === 'object') return inObject(value, { ...against, schema, real, place });
  const types = typesIn(schema, real);
  const type = typeof value;
  return types.length === 0 || types.includes(type)
    ? []
    : [`${place} is a ${type}, and it should be a ${types.join(' or ')}`];
}

function inObject(value: object, against: Against): readonly string[] {
  const { place, schema, real } = against;
  const samples = real.filter(isRecord);
  const properties = schema?.properties ?? {};
  const free = Object.keys(properties).length === 0 && samples.length === 0;
  if (schema?.type === 'array' || (free && typesIn(schema, real).length > 0)) {
    return [`${place} is an object, and it should not be one`];
  }
  if (free) return [];
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    const there = samples.filter((sample) => key in sample).map((sample) => sample[key]);
    if (properties[key] === undefined && there.length === 0) return [`${place}.${key} is unknown`];
    const inside = { schema: properties[key] ?? null, real: there };
    return differences(member, { ...against, ...inside, place: `${place}.${key}` });
  });
}

/** A reference is followed; what is behind it is called by its own name. */
function known(against: Against): Against {
  const { schema, published, realOf, real, definitions } = against;
  const name = schema?.$ref?.replace('#/definitions/', '');
  if (name === undefined) return against;
  const more = published.answers(realOf[name] ?? []);
  const own = definitions[name] ?? published.definition(name);
  const place = name.replace(/^API_Entities_/, '');
  return { ...against, schema: own, real: [...real, ...more], place };
}

/** Where real answers and the document differ, the answers are believed. */
function typesIn(schema: Schema | null, real: readonly unknown[]): readonly string[] {
  const seen = new Set(real.filter((one) => one !== null).map((one) => typeof one));
  if (seen.size > 0) return [...seen].filter((type) => type !== 'object');
  const type = schema?.type;
  if (type === 'integer' || type === 'number') return ['number'];
  return type === 'string' || type === 'boolean' ? [type] : [];
}

function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
