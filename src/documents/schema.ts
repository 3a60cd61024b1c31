// The schemas, compiled when they are first needed: most commands need one or two of them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

export type Kind = 'Workload' | 'Environment' | 'Deployment' | 'RunwayService';

/** What the messages need to know about a field. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly additionalProperties?: boolean | FieldSchema;
  readonly items?: FieldSchema;
  readonly examples?: readonly unknown[];
  readonly 'x-expects'?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, FieldSchema>>;
}

/** Everything that the schema refuses, in the order of the schema. */
export function schemaErrors(kind: string, value: unknown): readonly ErrorObject[] {
  const validate = validator(kind);
  return validate(value) ? [] : (validate.errors ?? []);
}

/** `name` is a schema file without its ending: `Deployment`. */
export function schemaOf(name: string): FieldSchema {
  return cached(schemas, name, read);
}

/** Follows a reference, to a definition in the same file or to another file. */
export function resolved(field: FieldSchema, root: string): { field: FieldSchema; root: string } {
  if (field.$ref === undefined) return { field, root };
  const [file = '', definition] = field.$ref.split('#/$defs/');
  const owner = file === '' ? root : file.replace('.schema.json', '').replace('#', '');
  const target = definition === undefined ? schemaOf(owner) : schemaOf(owner).$defs?.[definition];
  return { field: { ...target, ...(field.examples && { examples: field.examples }) }, root: owner };
}

const schemas = new Map<string, FieldSchema>();
const validators = new Map<string, ValidateFunction>();

function cached<T>(known: Map<string, T>, name: string, make: (name: string) => T): T {
  const found = known.get(name) ?? make(name);
  known.set(name, found);
  return found;
}

function validator(kind: string): ValidateFunction {
  return cached(validators, kind, compile);
}

function compile(kind: string): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true });
  ajv.addKeyword('x-expects');
  for (const name of ['RunwayService', 'Overrides', kind]) {
    if (ajv.getSchema(fileOf(name)) === undefined) ajv.addSchema(schemaOf(name), fileOf(name));
  }
  const validate = ajv.getSchema(fileOf(kind));
  if (validate === undefined) throw new Error(`there is no schema for ${kind}`);
  return validate;
}

function fileOf(name: string): string {
  return `${name}.schema.json`;
}

/** The same place seen from `src/documents` and from `dist/documents`. */
function read(name: string): FieldSchema {
  const path = join(import.meta.dirname, '../../schemas/runway-v1', fileOf(name));
  return JSON.parse(readFileSync(path, 'utf8')) as FieldSchema;
}
