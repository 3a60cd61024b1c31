// `runway sandbox`: the whole outside world on loopback, with the bot.

import { type Command, Option } from 'commander';
import { type ForgeKind, forgeKinds, forgeNames } from '../../sandbox/acme/forge.ts';
import { countArgument, durationArgument } from '../arguments.ts';

interface Options {
  readonly dir: string;
  readonly forge: ForgeKind;
  readonly bot: boolean;
  readonly bots: number;
  readonly soak: string;
  readonly grace: string;
}

export function addSandbox(program: Command): void {
  program
    .command('sandbox')
    .description(
      'start a GitLab or GitHub, Google Cloud, a Vault and registries on this machine, with the bot',
    )
    .requiredOption('--dir <folder>', 'where everything is kept; starting again on it carries on')
    .addOption(forgeOption())
    .option('--no-bot', 'without the bot: start it yourself with `runway serve --program both`')
    .option(
      '--bots <number>',
      'how many bots share the work, in the database that DATABASE_URL names',
      countArgument,
      1,
    )
    .option(
      '--soak <duration>',
      'how long a release serves before it is promoted',
      durationArgument,
      '5s',
    )
    .option('--grace <duration>', 'how long a removed target stays parked', durationArgument, '60s')
    .addHelpText(
      'after',
      '\nWrites <folder>/sandbox.json when all of it answers: addresses, users and tokens.\nWith DATABASE_URL the bots keep their queue and ledger there: give it a database of its own.\nA teaching and testing aid; never run real work on it.\n\nExamples:\n  runway sandbox --dir /tmp/acme\n  runway sandbox --dir /tmp/acme-github --forge github',
    )
    .action(async (options: Options) => {
      const { runSandbox } = await import('../sandbox/run-sandbox.ts');
      const { createLog } = await import('../log.ts');
      const { untilStopped } = await import('../until-stopped.ts');
      const { createStatusLine } = await import('../status-line.ts');
      const { logFile } = await import('../log-file.ts');
      const log = createLog(await logFile(options.dir, 'sandbox.log'));
      const line = createStatusLine(process.stderr);
      const sandbox = await runSandbox({
        ...options,
        database: process.env['DATABASE_URL'] || null,
        log,
        onProgress: line.say,
      });
      line.clear();
      const { forge, bot, cloudRun, control } = sandbox.description;
      process.stdout.write(
        [
          `${forgeNames[forge.kind]}     ${forge.url}/${forge.project}  (sign in as alice, bob, olga or mallory)`,
          `Front door ${cloudRun.front}`,
          `Bot        ${bot.url}`,
          `Control    ${control}`,
          `Written    ${options.dir}/sandbox.json`,
          'Stop it with Ctrl-C.\n',
        ].join('\n'),
      );
      await untilStopped();
      await sandbox.stop();
    });
}

/** Which forge the sandbox has. */
export function forgeOption(): Option {
  return new Option('--forge <kind>', 'which forge it works on')
    .choices(forgeKinds)
    .default('gitlab' satisfies ForgeKind);
}
