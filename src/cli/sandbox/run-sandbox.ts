// The sandbox with its bot, as the command and the demo start it.

import { rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../folder.ts';
import { lockFolder } from '../../adapters/postgres/lock.ts';
import type { Log } from '../../ports/log.ts';
import {
  describeSandbox,
  type SandboxDescription,
  writeSettings,
} from '../../sandbox/acme/description.ts';
import { keptPort, keptSecret, webhookSigningToken } from '../../sandbox/acme/kept.ts';
import { PLATFORM } from '../../sandbox/acme/names.ts';
import { startAcme } from '../../sandbox/acme/start.ts';
import { type BotProcess, createBotProcess } from './bot-process.ts';
import { startControl } from './control.ts';
import { untilSettled } from './until-settled.ts';

export interface SandboxOptions {
  readonly dir: string;
  readonly bot: boolean;
  readonly soak: string;
  readonly grace: string;
  readonly log: Log;
  /** Told what is being waited for, in a few words. */
  readonly onProgress: (words: string) => void;
}

export interface RunningSandbox {
  readonly description: SandboxDescription;
  readonly bot: BotProcess;
  stop(): Promise<void>;
}

const EXAMPLE = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Resolves when every part answers and, with the bot, every target serves; `sandbox.json` is written then and
 * taken away again with `stop`.
 */
export async function runSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const dir = resolve(options.dir);
  await makeFolder(dir);
  const lock = await lockFolder(dir);
  const file = join(dir, 'sandbox.json');
  await rm(file, { force: true });
  options.onProgress('starting GitLab, Cloud Run and the registries');
  const acme = await startAcme({ ...options, dir, example: EXAMPLE });
  const place = {
    port: await keptPort(dir, 'bot'),
    webhookSecret: await keptSecret(dir, 'webhook-secret'),
    webhookSigningSecret: await keptSecret(dir, 'webhook-signing-token', webhookSigningToken),
    readToken: await keptSecret(dir, 'read-token'),
  };
  const settings = await writeSettings(dir, acme, place);
  acme.gitlab.addHook(PLATFORM, {
    name: 'runway',
    url: `http://127.0.0.1:${place.port}/webhooks/gitlab`,
    token: place.webhookSecret.value,
    signingToken: place.webhookSigningSecret.value,
  });
  const bot = createBotProcess({ settings, logFile: join(dir, 'bot.log'), log: options.log });
  const control = await startControl(await keptPort(dir, 'control'), bot, acme.faults);
  if (options.bot) {
    bot.start();
    await untilSettled(settings, options.onProgress);
  }
  const description = describeSandbox(acme, { settings, bot: place, control: control.url });
  // Whoever waits for the file must never find half of it.
  await writeFile(`${file}.new`, `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return {
    description,
    bot,
    async stop() {
      await rm(file, { force: true });
      await bot.stop('SIGTERM');
      await control.stop();
      await acme.stop();
      await lock.release();
    },
  };
}
