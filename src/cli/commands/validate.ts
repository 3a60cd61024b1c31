// `runway validate`: every problem of a work tree at once.

import type { Command } from 'commander';
import type { Diagnostic } from '../../documents/document.ts';
import { EXIT, print } from '../exit.ts';
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
      process.exitCode = await validate(folder, json);
    });
}

async function validate(folder: string, json: boolean): Promise<number> {
  const { worktreeFiles } = await import('../../adapters/git/worktree.ts');
  const { parseFile } = await import('../../documents/parse.ts');
  const { catalogueOf } = await import('../../documents/catalogue.ts');
  const { checkRepository } = await import('../../documents/check.ts');
  const { isFolder } = await import('../folder.ts');
  if (!(await isFolder(folder))) return nothingIn(folder, json);
  const files = await worktreeFiles(folder);
  if (files.length === 0) return nothingIn(folder, json);
  const parsed = files.map(parseFile);
  const problems = [
    ...parsed.flatMap(({ diagnostics }) => diagnostics),
    ...checkRepository(catalogueOf(parsed)),
  ];
  const errors = problems.filter(({ severity }) => severity === 'error');
  const text = await wordsFor(problems, parsed.filter(({ kind }) => kind !== 'ignored').length);
  print({ json, value: { valid: errors.length === 0, problems }, text });
  return errors.length === 0 ? EXIT.done : EXIT.invalid;
}

/** In CI a wrong folder must not look like a good one. */
function nothingIn(folder: string, json: boolean): number {
  const text = `${folder} holds no inventory/ or environments/: name the folder of the GitOps repository.\n`;
  print({ json, value: { valid: false, problems: [], reason: text.trim() }, text });
  return EXIT.usage;
}

async function wordsFor(problems: readonly Diagnostic[], files: number): Promise<string> {
  const { formatDiagnostic } = await import('../../documents/format-diagnostic.ts');
  if (problems.length === 0) return `${files} files are valid.\n`;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const count = (number: number, word: string): string =>
    `${number} ${word}${number === 1 ? '' : 's'}`;
  const sum = `${count(errors, 'error')} and ${count(warnings, 'warning')} in ${count(files, 'file')}.`;
  return `${problems.map(formatDiagnostic).join('\n')}\n\n${sum}\n`;
}
