// `runway explain TARGET`: what a target is, and where each value comes from.

import type { Command } from 'commander';
import type { Target } from '../../resources/address.ts';
import { jsonOption } from '../options.ts';
import { targetArgument } from '../arguments.ts';

export interface ExplainOptions {
  readonly repository: string;
  readonly json: boolean;
}

export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('print a target as it takes effect, with the file and line of every value')
    .argument('<target>', 'for example production/checkout', targetArgument)
    .option('--repository <folder>', 'a work tree of the GitOps repository', '.')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nReads the files as they are in the work tree. A value without a place is a default.\n\nExample:\n  runway explain production/checkout',
    )
    .action(async (target: Target, options: ExplainOptions) => {
      const { explain } = await import('../explain/explain-target.ts');
      process.exitCode = await explain(target, options);
    });
}
