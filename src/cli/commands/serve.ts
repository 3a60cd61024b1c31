// `runway serve`: the bot, until it is told to stop.

import type { Command } from 'commander';
import { settingsOption } from '../options.ts';

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('run the bot: webhooks in, passes on the queue')
    .addOption(settingsOption().makeOptionMandatory())
    .addHelpText(
      'after',
      '\nLogs JSON lines on standard error. SIGTERM and SIGINT let running passes end first;\nwhatever is cut short goes on at the next start.\n\nExample:\n  runway serve --settings settings.yml',
    )
    .action(async ({ settings }: { settings: string }) => {
      const { startBot } = await import('../bot.ts');
      const { loadSettings } = await import('../settings.ts');
      const { createLog } = await import('../log.ts');
      const { untilStopped } = await import('../until-stopped.ts');
      const log = createLog((line) => process.stderr.write(line));
      const stopped = untilStopped();
      const starting = startBot(await loadSettings(settings), log);
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
