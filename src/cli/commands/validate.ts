// `runway validate`: every problem of a work tree at once.

import type { Command } from 'commander';
import { jsonOption } from '../options.ts';

export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('check inventory/ and environments/ of a work tree; needs no server')
    .argument('[folder]', 'the GitOps repository', '.')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nPrints each problem with file, line, column, what is wrong and what to write.\nEnds with 3 when there is an error, with 64 when the folder holds nothing to check, with 0 otherwise;\nwarnings alone are no error.\n\nExample:\n  runway validate && git commit',
    )
    .action(async (folder: string, { json }: { json: boolean }) => {
      const { validate } = await import('../validate/validate-folder.ts');
      process.exitCode = validate(folder, json);
    });
}
