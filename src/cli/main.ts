#!/usr/bin/env node
// The command line: what there is, and which file does it. Everything heavy is loaded by the command that needs it.

import { setMaxListeners } from 'node:events';
import { Command, CommanderError } from 'commander';
import { addApply } from './commands/apply.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addHistory } from './commands/history.ts';
import { addPasses } from './commands/passes.ts';
import { addPlan } from './commands/plan.ts';
import { addRegister } from './commands/register.ts';
import { addRelease } from './commands/release.ts';
import { addSandbox } from './commands/sandbox.ts';
import { addServe } from './commands/serve.ts';
import { addStatus } from './commands/status.ts';
import { addValidate } from './commands/validate.ts';
import { exitCodes, report } from './exit.ts';
import { crashInWords, leaveNoMemory } from './last-words.ts';
import { VERSION } from './version.ts';

leaveNoMemory();
crashInWords();

// One signal ends everything that a command has under way, and that is often more than ten things.
setMaxListeners(200);

const program = new Command('runway')
  .description(
    'A PaaS that lives in a Git repository: merge requests are plans, merging is the deploy.',
  )
  .version(VERSION)
  .showHelpAfterError('Run the command with --help to see how it is used.')
  .exitOverride()
  .addHelpText('after', `\nExit codes:\n${exitCodes}`);

for (const add of [
  addValidate,
  addPlan,
  addApply,
  addRelease,
  addStatus,
  addExplain,
  addHistory,
  addPasses,
  addDoctor,
  addRegister,
  addServe,
  addSandbox,
  addDemo,
]) {
  add(program);
}

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? usageCode(error) : report(error);
}

/** Help and version end with 0, everything else that Commander refuses is a mistake in the call. */
function usageCode({ exitCode }: CommanderError): number {
  return exitCode === 0 ? 0 : 64;
}
