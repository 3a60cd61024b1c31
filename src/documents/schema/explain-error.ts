// The validator's findings in words: what is wrong, and what to write instead.

import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../document.ts';
import { dotted, homeOf } from './field-path.ts';
import { type Positions, pointerTo } from '../yaml/positions.ts';
import { choicesOf, type FieldSchema } from './schema.ts';
import {
  described,
  exampleOf,
  expected,
  fill,
  limits,
  shown,
  wanted,
  wouldFit,
  wouldFitAsNumber,
} from './field-words.ts';
import { listed, nearestName } from '../suggest.ts';

interface Context {
  readonly kind: string;
  readonly positions: Positions;
}

/** A hostile file may hold very many, and looking each of them up takes time. */
const MOST_ERRORS = 200;

/** One diagnostic for each thing that is wrong: a value of the wrong type is not also of the wrong form. */
export function explainSchemaErrors(
  found: readonly ErrorObject[],
  context: Context,
): readonly Diagnostic[] {
  const errors = found.slice(0, MOST_ERRORS);
  const alternatives = errors.filter(({ keyword }) => keyword === 'oneOf');
  const own = errors.filter((error) => !alternatives.some((choice) => isPartOf(error, choice)));
  const mistyped = new Set(
    own.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath),
  );
  const told = own
    .filter(({ keyword }) => keyword !== 'propertyNames')
    .filter((error) => !isMisspelled(error, errors))
    .filter(({ keyword, instancePath }) => keyword === 'type' || !mistyped.has(instancePath))
    .map((error) => explain(error, context));
  // What is refused must be told, or it would pass for right.
  const all = told.length > 0 ? told : errors.map((error) => explain(error, context));
  return all.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
}

/** A field that is missing because it is misspelled: the misspelling is what to tell. */
function isMisspelled(
  { keyword, instancePath, params }: ErrorObject,
  errors: readonly ErrorObject[],
): boolean {
  if (keyword !== 'required') return false;
  return errors.some(
    (other) =>
      other.keyword === 'additionalProperties' &&
      other.instancePath === instancePath &&
      nearestName(String(other.params.additionalProperty), [String(params.missingProperty)]) !==
        null,
  );
}

/** Each alternative that does not fit has errors of its own; what would fit is said once. */
function isPartOf(error: ErrorObject, choice: ErrorObject): boolean {
  return error !== choice && error.schemaPath.startsWith(`${choice.schemaPath}/`);
}

function explain(error: ErrorObject, context: Context): Diagnostic {
  const { positions } = context;
  const pointer = error.instancePath;
  const field = (error.parentSchema ?? {}) as FieldSchema;
  const name = dotted(pointer);
  const at = positions.place(pointer);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(String(params.additionalProperty), error, context);
    case 'required':
      return missingField(String(params.missingProperty), error, context);
    case 'type':
      return wrongType(error, context);
    case 'enum':
      return wrongChoice(error, context);
    case 'discriminator':
      return wrongAlternative(error, context);
    case 'pattern':
      if (error.propertyName !== undefined) return wrongName(error, context);
      return problem(at, cannotBe(error), `Write ${expected(field)}.`);
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return problem(at, `\`${name}\` is empty.`, `${fill(pointer, field)}, or remove the field.`);
    case 'uniqueItems':
      return problem(
        positions.place(pointerTo(pointer, Math.max(Number(params.i), Number(params.j)))),
        `\`${name}\` names the same twice.`,
        'Remove one of them.',
      );
    case 'oneOf':
      return problem(
        at,
        `\`${name}\` is not complete, or says too much.`,
        `${fill(pointer, field)}.`,
      );
    default:
      return problem(at, cannotBe(error), limits(field));
  }
}

function unknownField(key: string, error: ErrorObject, { kind, positions }: Context): Diagnostic {
  const schema = error.parentSchema as FieldSchema;
  const fields = Object.keys(schema.properties ?? {});
  const group = error.instancePath === '' ? `a ${kind}` : `\`${dotted(error.instancePath)}\``;
  const home = homeOf(key, kind, error.instancePath);
  const near = nearestName(key, fields);
  const hint =
    schema['x-instead']?.[key] ??
    (home !== null && home !== ''
      ? `It belongs in \`${home}\`.`
      : near !== null
        ? `Did you mean \`${near}\`?`
        : `The fields here are ${listed(fields)}.`);
  const at = positions.namePlace(pointerTo(error.instancePath, key));
  return problem(at, `\`${key}\` is not a field of ${group}.`, hint);
}

function missingField(key: string, error: ErrorObject, { positions }: Context): Diagnostic {
  const pointer = pointerTo(error.instancePath, key);
  const field = (error.parentSchema as FieldSchema).properties?.[key] ?? {};
  const example = exampleOf(key, field);
  const hint =
    example === null ? `Add \`${key}:\` and the fields below it.` : `Add \`${example}\`.`;
  return problem(
    positions.namePlace(error.instancePath),
    `\`${dotted(pointer)}\` is missing.`,
    hint,
  );
}

function wrongType(error: ErrorObject, { positions }: Context): Diagnostic {
  const field = error.parentSchema as FieldSchema;
  const name = dotted(error.instancePath);
  const key = name.split('.').at(-1) ?? name;
  const at = positions.place(error.instancePath);
  if (name === '') {
    return problem(at, 'The file holds no fields.', 'Start with `apiVersion: runway/v1`.');
  }
  if (error.data === null) {
    const remove = key.endsWith(']') ? 'remove it' : 'remove the field';
    return problem(
      at,
      `\`${name}\` has no value.`,
      `${fill(error.instancePath, field)}, or ${remove}.`,
    );
  }
  const spelling = positions.spelling(error.instancePath);
  if (spelling !== null && wouldFit(field, spelling)) {
    const item = key.endsWith(']') ? `"${spelling}"` : `${key}: "${spelling}"`;
    return problem(
      at,
      `\`${name}\` is ${described(error.data)}, but must be a text.`,
      `Write \`${item}\`, with the quotes.`,
    );
  }
  if (typeof error.data === 'string' && wouldFitAsNumber(field, error.data)) {
    const summary = `\`${name}\` is the text \`${error.data}\`, but must be a number.`;
    return problem(at, summary, `Write \`${key}: ${error.data}\`, without quotes.`);
  }
  return problem(
    at,
    `\`${name}\` is ${described(error.data)}, but must be ${wanted(field)}.`,
    `${fill(error.instancePath, field)}.`,
  );
}

function wrongChoice(error: ErrorObject, { positions }: Context): Diagnostic {
  const choices = ((error.parentSchema as FieldSchema).enum ?? []).filter(
    (choice) => choice !== null,
  );
  const near = nearestName(String(error.data), choices);
  const all =
    choices.length === 1 ? `Write ${listed(choices)}.` : `It can be ${listed(choices, 'or')}.`;
  const hint = near !== null && choices.length > 1 ? `Did you mean \`${near}\`? ${all}` : all;
  return problem(positions.place(error.instancePath), cannotBe(error), hint);
}

/** The field that says which group is meant is missing, or names none of them. */
function wrongAlternative(error: ErrorObject, { kind, positions }: Context): Diagnostic {
  const { tag, tagValue } = error.params as { readonly tag: string; readonly tagValue: unknown };
  const choices = choicesOf(error.parentSchema as FieldSchema, kind).flatMap(
    ({ properties }) => properties?.[tag]?.enum ?? [],
  );
  const pointer = pointerTo(error.instancePath, tag);
  const all = `Write ${listed(
    choices.map((choice) => `${tag}: ${choice}`),
    'or',
  )}.`;
  if (tagValue === undefined) {
    const at = positions.namePlace(error.instancePath);
    return problem(at, `\`${dotted(pointer)}\` is missing.`, all);
  }
  const near = typeof tagValue === 'string' ? nearestName(tagValue, choices.map(String)) : null;
  return problem(
    positions.place(pointer),
    `\`${dotted(pointer)}\` cannot be ${shown(tagValue)}.`,
    near === null ? all : `Did you mean \`${near}\`? ${all}`,
  );
}

function wrongName(error: ErrorObject, { positions }: Context): Diagnostic {
  const key = String(error.propertyName);
  const at = positions.namePlace(pointerTo(error.instancePath, key));
  const summary = `\`${key}\` cannot be a name in \`${dotted(error.instancePath)}\`.`;
  return problem(at, summary, `Write ${expected(error.parentSchema as FieldSchema)}.`);
}

function cannotBe({ instancePath, data }: ErrorObject): string {
  return `\`${dotted(instancePath)}\` cannot be ${shown(data)}.`;
}

function problem(at: Diagnostic['at'], summary: string, hint: string): Diagnostic {
  return { severity: 'error', summary, hint, at };
}
