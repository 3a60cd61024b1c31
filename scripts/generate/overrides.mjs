// Overrides are the manifest's spec with everything optional and `null` for "take this away".

import { format } from 'prettier';

/** The text of Overrides.schema.json. */
export async function overridesSchema(service) {
  const { ServiceSpec, ...definitions } = service.$defs;
  const schema = {
    $schema: service.$schema,
    $comment: 'Generated from RunwayService.schema.json by `npm run generate`.',
    title: 'Overrides',
    description:
      "What differs in one environment: the fields of a manifest's `spec`, where `null` takes a value away.",
    type: 'object',
    minProperties: 1,
    additionalProperties: false,
    properties: omit(nullable(ServiceSpec).properties, ['image']),
    $defs: Object.fromEntries(
      Object.entries(definitions).map(([name, value]) => [name, nullable(value)]),
    ),
  };
  return format(JSON.stringify(schema), { parser: 'json', printWidth: 100 });
}

function nullable(schema) {
  const result = omit(schema, ['required', 'default', 'minProperties']);
  if (result.type !== undefined) result.type = [result.type, 'null'].flat();
  if (result.enum !== undefined) result.enum = [...result.enum, null];
  if (result.properties !== undefined) {
    result.properties = Object.fromEntries(
      Object.entries(result.properties).map(([key, value]) => [key, nullable(value)]),
    );
  }
  if (typeof result.additionalProperties === 'object') {
    result.additionalProperties = nullable(result.additionalProperties);
  }
  return result;
}

function omit(object, keys) {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
