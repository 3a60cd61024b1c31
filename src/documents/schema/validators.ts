// One validator for each schema. In what is built, `scripts/build-validators.js` has put compiled ones in this file's place.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { createCompiler } from './compiler.ts';

/** `kind` is a schema file without its ending: `Deployment`. The errors are on the function, as ajv does it. */
export function validatorOf(kind: string): ValidateFunction {
  const validate = compiler().getSchema(`${kind}.schema.json`);
  if (validate === undefined) throw new Error(`there is no schema for ${kind}`);
  return validate;
}

// A memo: schema files do not change while the program runs.
const compilers: Ajv2020[] = [];

function compiler(): Ajv2020 {
  const [known] = compilers;
  if (known !== undefined) return known;
  const made = createCompiler(allSchemas());
  compilers.push(made);
  return made;
}

function allSchemas(): Readonly<Record<string, object>> {
  const folder = join(import.meta.dirname, '../../../schemas/runway-v1');
  return Object.fromEntries(
    readdirSync(folder).map((file) => [
      file,
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as object,
    ]),
  );
}
