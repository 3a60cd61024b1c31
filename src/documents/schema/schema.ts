// The schemas: what they refuse, and what they say about a field.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { validatorOf } from './validators.ts';

/** What the messages need to know about a field. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly additionalProperties?: boolean | FieldSchema;
  readonly items?: FieldSchema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly examples?: readonly unknown[];
  readonly 'x-expects'?: string;
  /** Fields that people look for here in vain, each with what to write instead. */
  readonly 'x-instead'?: Readonly<Record<string, string>>;
  readonly oneOf?: readonly FieldSchema[];
  /** Which field says which of `oneOf` is meant. */
  readonly discriminator?: { readonly propertyName: string };
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, FieldSchema>>;
}

/** Everything that the schema refuses, in the order of the schema. */
export function schemaErrors(kind: string, value: unknown): readonly ErrorObject[] {
  const validate = validatorOf(kind);
  return validate(value) ? [] : (validate.errors ?? []);
}

/** `name` is a schema file without its ending: `Deployment`. */
export function schemaOf(name: string): FieldSchema {
  const schema = schemas.get(name) ?? read(name);
  schemas.set(name, schema);
  return schema;
}

/** Follows a reference, to a definition in the same file or to another file. */
export function resolved(field: FieldSchema, root: string): { field: FieldSchema; root: string } {
  if (field.$ref === undefined) return { field, root };
  const [file = '', definition] = field.$ref.split('#/$defs/');
  const owner = file === '' ? root : file.replace('.schema.json', '').replace('#', '');
  const target = definition === undefined ? schemaOf(owner) : schemaOf(owner).$defs?.[definition];
  return { field: { ...target, ...(field.examples && { examples: field.examples }) }, root: owner };
}

/** What a field may be where one of its own fields says which; the field itself where there is no choice. */
export function choicesOf(field: FieldSchema, root: string): readonly FieldSchema[] {
  if (field.discriminator === undefined) return [field];
  return (field.oneOf ?? []).map((choice) => resolved(choice, root).field);
}

// A memo: schema files do not change while the program runs.
const schemas = new Map<string, FieldSchema>();

/** The same place seen from `src/documents/schema`, from `dist/documents/schema` and from the bundled command. */
function read(name: string): FieldSchema {
  const path = join(import.meta.dirname, '../../../schemas/runway-v1', `${name}.schema.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as FieldSchema;
}
