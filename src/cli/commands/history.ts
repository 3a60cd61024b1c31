// `runway history TARGET`: what a target received, and how it went.

import type { Command } from 'commander';
import type { Target } from '../../resources/address.ts';
import { countArgument, targetArgument } from '../arguments.ts';
import type { ProgramName } from '../../resources/program.ts';
import { jsonOption, programOption, settingsOption } from '../options.ts';

export interface HistoryOptions {
  readonly settings: string;
  readonly limit: number;
  readonly program: ProgramName;
  readonly json: boolean;
}

export function addHistory(program: Command): void {
  program
    .command('history')
    .description('list the releases of a target, newest first, as the bot remembers them')
    .argument('<target>', 'for example production/checkout', targetArgument)
    .option('--limit <count>', 'how many at most, up to 1000', countArgument, 20)
    .addOption(settingsOption().makeOptionMandatory())
    .addOption(programOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nTime, version, digest, commit, merge request, how long it took, how it ended and why.\nAsks the running bot. A name that nobody has ends with 64.\n\nExample:\n  runway history production/checkout --limit 5 --settings settings.yml',
    )
    .action(async (target: Target, options: HistoryOptions) => {
      const { showHistory } = await import('../history/show-history.ts');
      process.exitCode = await showHistory(target, options);
    });
}
