// Schemas to validators. Runs in the build; what is built holds the validators and not the compiler.

import { Ajv2020, type Options } from 'ajv/dist/2020.js';

/** `schemas` are all that refer to one another, by file name. */
export function createCompiler(
  schemas: Readonly<Record<string, object>>,
  code: Options['code'] = {},
): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    // `explain-error.ts` has words of its own.
    messages: false,
    allowUnionTypes: true,
    // Only the alternative that the document names is looked at, so that the others have nothing to say.
    discriminator: true,
    // A test holds the schemas against their meta-schema; here it would only cost time.
    validateSchema: false,
    code,
  });
  for (const words of ['x-expects', 'x-instead']) ajv.addKeyword(words);
  for (const [file, schema] of Object.entries(schemas)) ajv.addSchema(schema, file);
  return ajv;
}
