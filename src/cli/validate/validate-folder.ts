// Every problem of a work tree, printed.

import { worktreeFiles } from '../../adapters/git/worktree.ts';
import { catalogueOf } from '../../documents/catalogue.ts';
import type { Diagnostic } from '../../documents/document.ts';
import { formatDiagnostic } from '../../documents/format-diagnostic.ts';
import { parseFile } from '../../documents/parse.ts';
import { EXIT, print } from '../exit.ts';
import { isFolder } from '../folder.ts';
import { SILENT, terminalLine } from '../status-line.ts';
import { mistakesIn } from './both-programs.ts';

/** Files that take long enough to say how far we are, and after how many it is said again. */
const MANY = 500;
const STRIDE = 100;

/** Gives the exit code. */
export function validate(folder: string, json: boolean): number {
  if (!isFolder(folder)) return nothingIn(folder, json);
  const files = worktreeFiles(folder);
  if (files.length === 0) return nothingIn(folder, json);
  // To open standard error takes longer than to check a few files.
  const line = files.length < MANY ? SILENT : terminalLine(process.stderr);
  const parsed = files.map((file, index) => {
    if (index % STRIDE === 0) line.say(`checking ${index} of ${files.length} files`);
    return parseFile(file);
  });
  line.say('checking what the files say about one another');
  const problems = [
    ...parsed.flatMap(({ diagnostics }) => diagnostics),
    ...mistakesIn(catalogueOf(parsed)),
  ];
  line.clear();
  const errors = problems.filter(({ severity }) => severity === 'error');
  const text = wordsFor(problems, parsed.filter(({ kind }) => kind !== 'ignored').length);
  print({ json, value: { valid: errors.length === 0, problems }, text });
  return errors.length === 0 ? EXIT.done : EXIT.invalid;
}

/** In CI a wrong folder must not look like a good one. */
function nothingIn(folder: string, json: boolean): number {
  const text = `${folder} holds no inventory/ or environments/: name the folder of the GitOps repository.\n`;
  print({ json, value: { valid: false, problems: [], reason: text.trim() }, text });
  return EXIT.usage;
}

function wordsFor(problems: readonly Diagnostic[], files: number): string {
  if (problems.length === 0) return `${files} files are valid.\n`;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const count = (number: number, word: string): string =>
    `${number} ${word}${number === 1 ? '' : 's'}`;
  const sum = `${count(errors, 'error')} and ${count(warnings, 'warning')} in ${count(files, 'file')}.`;
  return `${problems.map(formatDiagnostic).join('\n')}\n\n${sum}\n`;
}
