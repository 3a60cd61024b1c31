// `runway register`: makes the bot's GitHub App.

import type { Command } from 'commander';
import {
  accountArgument,
  addressArgument,
  portArgument,
  repositoryArgument,
} from '../register/arguments.ts';
import { jsonOption } from '../options.ts';
import type { RegisterOptions } from '../register/register.ts';

export function addRegister(program: Command): void {
  program
    .command('register')
    .description('register the bot as a GitHub App, from a page in your browser')
    .requiredOption('--project <owner/name>', 'the GitOps repository', repositoryArgument)
    .requiredOption('--bot <url>', 'where GitHub reaches the bot', addressArgument)
    .option(
      '--organization <name>',
      'who owns the App; left out: your own account',
      accountArgument,
    )
    .option('--name <name>', 'what it is called on all of GitHub; left out: runway-OWNER')
    .option('--url <url>', 'the GitHub', addressArgument, 'https://github.com')
    .option('--api <url>', 'its API, where that is not at the usual place', addressArgument)
    .option('--out <folder>', 'where the key and the secret are written', 'secrets')
    .option('--port <number>', 'of the page on this machine; left out: any', portArgument, 0)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nShows a page on this machine that takes you to GitHub with everything that app.yml asks for, and\nwrites the private key and the webhook secret when you come back. Prints the settings and what is\nleft to do. On another machine, take a port and forward it: ssh -L 8123:127.0.0.1:8123 HOST\n\nExample:\n  runway register --project acme/platform --organization acme --bot https://runway.acme.dev',
    )
    .action(async (options: RegisterOptions) => {
      const { register } = await import('../register/register.ts');
      process.exitCode = await register(options);
    });
}
