// The schemas, compiled when they are first needed: most commands need one or two of them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

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

// Memos: schema files do not change while the program runs.
const schemas = new Map<string, FieldSchema>();
const validators = new Map<string, ValidateFunction>();
const compilers = new Map<string, Ajv2020>();

function cached<T>(known: Map<string, T>, name: string, make: (name: string) => T): T {
  const found = known.get(name) ?? make(name);
  known.set(name, found);
  return found;
}

function validator(kind: string): ValidateFunction {
  return cached(validators, kind, compile);
}

/** One compiler for all kinds: a deployment holds a manifest, which is then compiled once. */
function compile(kind: string): ValidateFunction {
  const ajv = cached(compilers, '', createCompiler);
  if (ajv.getSchema(fileOf(kind)) === undefined) ajv.addSchema(schemaOf(kind), fileOf(kind));
  const validate = ajv.getSchema(fileOf(kind));
  if (validate === undefined) throw new Error(`there is no schema for ${kind}`);
  return validate;
}

function createCompiler(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    // A test holds the schemas against their meta-schema; here it would only cost time.
    validateSchema: false,
  });
  ajv.addKeyword('x-expects');
  for (const shared of ['RunwayService', 'Overrides'])
    ajv.addSchema(schemaOf(shared), fileOf(shared));
  return ajv;
}

function fileOf(name: string): string {
  return `${name}.schema.json`;
}

/** The same place seen from `src/documents/schema` and from `dist/documents/schema`. */
function read(name: string): FieldSchema {
  const path = join(import.meta.dirname, '../../../schemas/runway-v1', fileOf(name));
  return JSON.parse(readFileSync(path, 'utf8')) as FieldSchema;
}
