// The sandbox with its bot, as the command and the demo start it.

import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../folder.ts';
import { lockFolder } from '../../adapters/postgres/lock.ts';
import { Failure } from '../../ports/failure.ts';
import type { Log } from '../../ports/log.ts';
import {
  type BotPlace,
  describeSandbox,
  type SandboxDescription,
} from '../../sandbox/acme/description.ts';
import { type ForgeKind, forgeNames } from '../../sandbox/acme/forge.ts';
import { keptPort, keptSecret } from '../../sandbox/acme/kept.ts';
import { writeSettings } from '../../sandbox/acme/settings.ts';
import { startAcme } from '../../sandbox/acme/start.ts';
import { type BotProcess, createBotProcess } from './bot-process.ts';
import { describedIn, undescribed } from './described.ts';
import { mustBeFor } from './one-forge.ts';
import { startControl } from './control.ts';
import { untilSettled } from './until-settled.ts';

export interface SandboxOptions {
  readonly dir: string;
  readonly forge: ForgeKind;
  readonly bot: boolean;
  /** How many bots share the work, 1 or more; several need a database. */
  readonly bots: number;
  /** The PostgreSQL where the bots keep their queue and ledger; null: the one inside the bot. */
  readonly database: string | null;
  readonly soak: string;
  readonly grace: string;
  readonly log: Log;
  /** Told what is being waited for, in a few words. */
  readonly onProgress: (words: string) => void;
}

export interface RunningSandbox {
  readonly description: SandboxDescription;
  stop(): Promise<void>;
}

const EXAMPLE = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Resolves when every part answers and, with the bot, every target serves; `sandbox.json` is written then and
 * taken away again with `stop`.
 */
export async function runSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  mustShare(options);
  const dir = resolve(options.dir);
  await makeFolder(dir);
  mustBeFor(dir, options.forge);
  const lock = await lockFolder(dir);
  await undescribed(dir);
  options.onProgress(
    `starting ${forgeNames[options.forge]}, Google Cloud, Vault and the registries`,
  );
  const acme = await startAcme({ ...options, dir, example: EXAMPLE });
  const first = await placeOf(dir, 1);
  const places: [BotPlace, ...BotPlace[]] = [first];
  for (let each = 2; each <= options.bots; each += 1) places.push(await placeOf(dir, each));
  for (const place of places) await writeSettings(dir, acme, place);
  acme.forge.hook(`http://127.0.0.1:${first.port}`);
  const bots = startableBots(places, dir, options);
  const control = await startControl(await keptPort(dir, 'control'), bots, {
    faults: acme.faults,
    clean: (aheadMs) => acme.google.artifactRegistry.clean(aheadMs),
  });
  if (options.bot) {
    for (const bot of bots) bot.start();
    await untilSettled(join(dir, first.settings), options.onProgress);
  }
  const describe = () => describeSandbox(acme, { bots: places, dir, control: control.url });
  const described = await describedIn(dir, {
    describe,
    watch: (changed) => acme.google.cloud.onAccounts(changed),
  });
  return {
    description: describe(),
    async stop() {
      await described.close();
      await Promise.all(bots.map((bot) => bot.stop('SIGTERM')));
      await control.stop();
      await acme.stop();
      await lock.release();
    },
  };
}

function mustShare({ bots, database }: SandboxOptions): void {
  if (bots === 1 || database !== null) return;
  throw new Failure({
    code: 'RUNWAY_SETTINGS_INVALID',
    message: 'Several bots can share the work only in a PostgreSQL database.',
    hint: 'Set DATABASE_URL to the address of an empty one, or leave --bots out.',
    retry: 'never',
  });
}

/** The first bot has the plain names; the forge tells it alone. */
async function placeOf(dir: string, number: number): Promise<BotPlace> {
  const name = (plain: string): string => (number === 1 ? plain : `${plain}-${number}`);
  return {
    settings: `${name('settings')}.yml`,
    data: name('bot'),
    port: await keptPort(dir, name('bot')),
    readToken: await keptSecret(dir, 'read-token'),
  };
}

function startableBots(
  places: readonly [BotPlace, ...BotPlace[]],
  dir: string,
  { database, log }: SandboxOptions,
): readonly [BotProcess, ...BotProcess[]] {
  const [first, ...others] = places;
  const make = ({ settings, data }: BotPlace): BotProcess =>
    createBotProcess({
      settings: join(dir, settings),
      logFile: join(dir, `${data}.log`),
      log,
      env: { DATABASE_URL: database ?? '' },
    });
  return [make(first), ...others.map(make)];
}
