// `runway release TARGET VERSION`: the merge request that ships a version.

import type { Command } from 'commander';
import type { Target } from '../../resources/address.ts';
import { jsonOption, settingsOption } from '../options.ts';
import { targetArgument, versionArgument } from '../arguments.ts';

interface ReleaseOptions {
  readonly settings: string;
  readonly json: boolean;
}

export function addRelease(program: Command): void {
  program
    .command('release')
    .description('open the merge request that ships a version to a target')
    .argument('<target>', 'for example dev/checkout', targetArgument)
    .argument('<version>', 'the version, as it is tagged in the registry', versionArgument)
    .addOption(settingsOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nChanges `release.version` on a branch and opens the merge request; digest, commit and manifest are\ncompleted there. Nothing is deployed before somebody merges it.\n\nExample:\n  runway release dev/checkout 1.4.2 --settings settings.yml',
    )
    .action(async (target: Target, version: string, options: ReleaseOptions) => {
      const { release } = await import('../release/open-release.ts');
      process.exitCode = await release({ target, version }, options);
    });
}
