// `runway demo`: the whole story on the sandbox, checked at every step.

import type { Command } from 'commander';
import type { ForgeKind } from '../../sandbox/acme/forge.ts';
import { forgeOption } from './sandbox.ts';

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('a release travels from a merge request to production, on this machine')
    .addOption(forgeOption())
    .option('--stay', 'keep everything running afterwards, for exploring by hand', false)
    .option('--dir <folder>', 'where the sandbox is kept; left out: a temporary folder')
    .addHelpText(
      'after',
      '\nEnds with 0 only when every step was seen to be true with real HTTP requests.\n\nExamples:\n  runway demo --stay\n  runway demo --forge github',
    )
    .action(async (options: { forge: ForgeKind; stay: boolean; dir?: string }) => {
      const { runDemo } = await import('../demo/run-demo.ts');
      process.exitCode = await runDemo(options);
    });
}
