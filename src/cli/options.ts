// Options that several commands share.

import { Option } from 'commander';
import { type ProgramName, programNames } from '../resources/program.ts';

export function settingsOption(): Option {
  return new Option('--settings <file>', "the bot's settings").env('RUNWAY_SETTINGS');
}

/** Which of the two programs a command is about. */
export function programOption(): Option {
  return new Option('--program <name>', 'what runs, or what it runs with')
    .choices(programNames)
    .default('reconciler' satisfies ProgramName);
}

export function jsonOption(): Option {
  return new Option('--json', 'print JSON for machines').default(false);
}
