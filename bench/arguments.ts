// The words behind `npm run bench --`.

import { Command, InvalidArgumentError } from 'commander';

export const PARTS = ['plan', 'validate', 'webhook', 'image', 'apply', 'memory'] as const;
export type PartName = (typeof PARTS)[number];

export interface Wish {
  readonly parts: readonly PartName[];
  /** Null: a table. `-`: JSON instead of the table. Else the file for the JSON, beside the table. */
  readonly json: string | null;
  readonly quick: boolean;
  readonly strict: boolean;
  /** A folder for a processor profile of every process that is measured, or null. */
  readonly profile: string | null;
  /** Null: those of the scale. */
  readonly sizes: readonly number[] | null;
}

interface Options {
  readonly json?: string | true;
  readonly quick: boolean;
  readonly strict: boolean;
  readonly profile?: string;
  readonly sizes?: readonly number[];
}

/** Throws a CommanderError where the words make no sense, and after printing the help. */
export function readArguments(words: readonly string[]): Wish {
  const program = new Command('npm run bench --')
    .description('Measures Runway against floors taken in the same run.')
    .argument('[parts...]', `only these: ${PARTS.join(', ')}`, partNames)
    .option('--json [file]', 'JSON to a file beside the table; without a file, instead of it', file)
    .option('--quick', 'small sizes and few rounds, to see that it runs', false)
    .option('--strict', 'end with 2 when an aim is missed', false)
    .option('--profile <folder>', 'write processor profiles there; they make everything slower')
    .option('--sizes <list>', 'workloads of the generated repositories, for example 10,1000', sizes)
    .addHelpText(
      'after',
      '\nEnds with 0 when everything was measured, with 1 when something could not be.\nAn aim that is missed changes nothing of that, unless --strict.',
    )
    .exitOverride();
  program.parse(words, { from: 'user' });
  const { json, quick, strict, profile = null, sizes: wanted } = program.opts<Options>();
  const [parts = []] = program.processedArgs as [(readonly PartName[])?];
  return {
    parts: parts.length === 0 ? PARTS : PARTS.filter((part) => parts.includes(part)),
    json: json === undefined ? null : json === true ? '-' : json,
    quick,
    strict,
    profile,
    sizes: wanted ?? null,
  };
}

function partNames(word: string, earlier: readonly PartName[] = []): readonly PartName[] {
  const part = PARTS.find((known) => known === word);
  if (part === undefined) throw new InvalidArgumentError(`There are ${PARTS.join(', ')}.`);
  return [...earlier, part];
}

/** `--json plan` would otherwise measure everything and write a file of that name. */
function file(word: string): string {
  if ((PARTS as readonly string[]).includes(word)) {
    throw new InvalidArgumentError('Name the parts before --json.');
  }
  return word;
}

function sizes(words: string): readonly number[] {
  const numbers = words.split(',').map(Number);
  if (!numbers.every((size) => Number.isInteger(size) && size >= 1 && size <= 20_000)) {
    throw new InvalidArgumentError('Whole numbers from 1 to 20000, with commas between.');
  }
  return [...new Set(numbers)].sort((a, b) => a - b);
}
