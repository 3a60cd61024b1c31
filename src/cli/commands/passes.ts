// `runway passes`: what the bot has to do, and what it gave up.

import type { Command } from 'commander';
import type { QueuedPass } from '../../ports/queue.ts';
import { print } from '../exit.ts';
import { passArgument } from '../arguments.ts';
import type { ProgramName } from '../../resources/program.ts';
import { jsonOption, programOption, settingsOption } from '../options.ts';

interface PassesOptions {
  readonly settings: string;
  readonly program: ProgramName;
  readonly dead: boolean;
  readonly retry?: string;
  readonly json: boolean;
}

export function addPasses(program: Command): void {
  program
    .command('passes')
    .description('list the passes of a running bot, or run one again')
    .addOption(settingsOption().makeOptionMandatory())
    .option('--dead', 'only those that were given up', false)
    .option(
      '--retry <pass:key>',
      'ask for one again, for example converge:production/checkout',
      passArgument,
    )
    .addOption(programOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nA pass is one short look at one thing: a merge request (review), a target (converge, promote) or\neverything (watch). What failed too often is dead until somebody asks for it again.\n\nExamples:\n  runway passes --dead --settings settings.yml\n  runway passes --retry converge:production/checkout --settings settings.yml',
    )
    .action(async (options: PassesOptions) => {
      const { loadSettings } = await import('../settings.ts');
      const { about, askBot } = await import('../api-client.ts');
      const loaded = await loadSettings(options.settings);
      if (options.retry !== undefined) {
        const [pass = '', ...key] = options.retry.split(':');
        const path = `/api/passes/${encodeURIComponent(pass)}/${encodeURIComponent(key.join(':'))}`;
        const value = await askBot(loaded, 'POST', about(options.program, path));
        print({ json: options.json, value, text: `Asked for ${options.retry}.\n` });
        return;
      }
      const all = (await askBot(
        loaded,
        'GET',
        about(options.program, '/api/passes'),
      )) as readonly QueuedPass[];
      const value = options.dead ? all.filter(({ state }) => state === 'dead') : all;
      print({ json: options.json, value, text: tableOf(value, options.dead) });
    });
}

function tableOf(passes: readonly QueuedPass[], dead: boolean): string {
  if (passes.length === 0) return dead ? 'Nothing was given up.\n' : 'Nothing to do.\n';
  const lines = passes.map(({ pass, key, state, dueAt, failures, lastError }) => {
    const trouble = lastError === null ? '' : `  failed ${failures} times: ${lastError}`;
    return `${state.padEnd(8)} ${`${pass}:${key}`.padEnd(40)} ${dueAt ?? ''}${trouble}`;
  });
  return `${lines.join('\n')}\n`;
}
