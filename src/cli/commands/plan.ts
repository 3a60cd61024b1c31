// `runway plan`: what merging the checked-out commit would do.

import type { Command } from 'commander';
import type { Target } from '../../resources/address.ts';
import type { ProgramName } from '../../resources/program.ts';
import { jsonOption, programOption, settingsOption } from '../options.ts';
import { targetArguments } from '../arguments.ts';

export interface PlanOptions {
  readonly base: string;
  readonly offline: boolean;
  readonly settings?: string;
  readonly repository: string;
  readonly program: ProgramName;
  readonly json: boolean;
}

export function addPlan(program: Command): void {
  program
    .command('plan')
    .description('show what merging the checked-out commit would change')
    .argument(
      '[targets...]',
      'only these, for example production/checkout; else all that differ',
      targetArguments,
    )
    .option('--base <branch>', 'the branch that it would be merged into', 'main')
    .option('--offline', 'compare documents only: needs no server and no settings', false)
    .option('--repository <folder>', 'a clone of the GitOps repository', '.')
    .addOption(settingsOption())
    .addOption(programOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nPlans the merge result of the base branch and HEAD; uncommitted changes are not part of it.\nWithout --offline the plan is against what runs, found with the settings.\nEnds with 0 when nothing would change, 2 when something would, 3 when documents are invalid.\n\nExamples:\n  runway plan --offline\n  runway plan production/checkout --settings settings.yml',
    )
    .action(async (targets: readonly Target[], options: PlanOptions) => {
      const { plan } = await import('../plan/plan-checkout.ts');
      process.exitCode = await plan(targets, options);
    });
}
