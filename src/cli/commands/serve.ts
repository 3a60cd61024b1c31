// `runway serve`: the bot, until it is told to stop.

import { type Command, Option } from 'commander';
import { type ProgramName, programNames } from '../../resources/program.ts';
import { settingsOption } from '../options.ts';

const BOTH = 'both';

interface ServeOptions {
  readonly settings: string;
  readonly program: ProgramName | typeof BOTH;
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('run the bot: webhooks in, passes on the queue')
    .addOption(settingsOption().makeOptionMandatory())
    .addOption(
      new Option('--program <name>', 'what it does: what runs, what that runs with, or both')
        .choices([...programNames, BOTH])
        .default('reconciler'),
    )
    .addHelpText(
      'after',
      '\nLogs JSON lines on standard error. SIGTERM and SIGINT let running passes end first;\nwhatever is cut short goes on at the next start.\n\nThe provisioner makes accounts and grants, and needs rights that no deployment should have: run it as a\nprocess and an account of its own. Both in one process are for trying.\n\nExamples:\n  runway serve --settings settings.yml\n  runway serve --program provisioner --settings provisioner.yml',
    )
    .action(async ({ settings, program: which }: ServeOptions) => {
      const { startBot } = await import('../bot/bot.ts');
      const { loadSettings } = await import('../settings.ts');
      const { createLog } = await import('../log.ts');
      const { untilStopped } = await import('../until-stopped.ts');
      const log = createLog((line) => process.stderr.write(line));
      const stopped = untilStopped();
      const starting = startBot(await loadSettings(settings), log, programsOf(which));
      // A start may wait for its database. As the first process of a container, nothing but this would end it.
      const bot = await Promise.race([starting, stopped]);
      if (typeof bot === 'object') {
        log.info('bot stopping', { signal: await stopped });
        await bot.stop();
      }
      log.info('bot stopped');
      // A connection that somebody else keeps open is no reason to stay.
      process.exit();
    });
}

function programsOf(asked: ServeOptions['program']): readonly [ProgramName, ...ProgramName[]] {
  return asked === BOTH ? ['reconciler', 'provisioner'] : [asked];
}
