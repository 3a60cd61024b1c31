// `runway apply`: converge targets from here, where no bot runs.

import type { Command } from 'commander';
import type { Target } from '../../resources/address.ts';
import type { ProgramName } from '../../resources/program.ts';
import { jsonOption, programOption, settingsOption } from '../options.ts';
import { targetArguments } from '../arguments.ts';

export interface ApplyOptions {
  readonly settings: string;
  readonly program: ProgramName;
  readonly json: boolean;
}

export function addApply(program: Command): void {
  program
    .command('apply')
    .description('make targets what the default branch asks for, without a bot')
    .argument('<targets...>', 'for example dev/checkout', targetArguments)
    .addOption(settingsOption().makeOptionMandatory())
    .addOption(programOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nThe same pass that the bot runs after a merge, until it has ended. For CI where no server is wanted.\nDo not use it beside a running bot: both would do the work.\nEnds with 1 when a target was held or failed.\n\nExample:\n  runway apply dev/checkout staging/checkout --settings settings.yml',
    )
    .action(async (targets: readonly Target[], options: ApplyOptions) => {
      const { apply } = await import('../apply/apply-targets.ts');
      process.exitCode = await apply(targets, options);
    });
}
