// Sets the stage, plays the story, and cleans up.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStatus } from '../../passes/status/read-status.ts';
import type { ForgeKind } from '../../sandbox/acme/forge.ts';
import { EXIT } from '../exit.ts';
import { logFile } from '../log-file.ts';
import { createLog, silentLog } from '../log.ts';
import { runSandbox, type RunningSandbox } from '../sandbox/run-sandbox.ts';
import { withSession } from '../connect/session.ts';
import { loadSettings } from '../settings.ts';
import { createStatusLine } from '../status-line.ts';
import { untilStopped } from '../until-stopped.ts';
import { personAt } from './person.ts';
import { play } from './scenes.ts';
import { createTeller } from './teller.ts';

interface DemoOptions {
  readonly forge: ForgeKind;
  readonly stay: boolean;
  readonly dir?: string;
}

/** 0 when every step was verified. */
export async function runDemo({ forge, stay, dir }: DemoOptions): Promise<number> {
  const folder = dir ?? (await mkdtemp(join(tmpdir(), 'runway-demo-')));
  const began = Date.now();
  const line = createStatusLine(process.stdout);
  const sandbox = await runSandbox({
    dir: folder,
    forge,
    bot: true,
    bots: 1,
    // Whatever database this shell works with, the story leaves it alone.
    database: null,
    soak: '5s',
    grace: '60s',
    log: createLog(await logFile(folder, 'sandbox.log')),
    onProgress: line.say,
  });
  line.clear();
  try {
    return await tellStory(sandbox, { stay, began });
  } finally {
    await sandbox.stop();
    if (dir === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function tellStory(
  sandbox: RunningSandbox,
  { stay, began }: { stay: boolean; began: number },
): Promise<number> {
  const { description } = sandbox;
  const loaded = await loadSettings(description.bot.settings);
  const tell = createTeller(process.stdout);
  const status = () =>
    withSession(loaded, silentLog, (outside) =>
      readStatus(outside, [], AbortSignal.timeout(30_000)),
    );
  const [alice, bob] = [personAt(description.forge, 'alice'), personAt(description.forge, 'bob')];
  const interrupted = untilStopped();
  let code: number = EXIT.done;
  try {
    const ended = await Promise.race([
      play({ sandbox: description, alice, bob, status, tell }).then(() => 'told' as const),
      interrupted,
    ]);
    if (ended !== 'told') return 130;
    tell.say('');
    tell.proof(`Every step was verified, in ${Math.round((Date.now() - began) / 1000)} s.`);
  } catch (error) {
    code = EXIT.failed;
    tell.say(`This step could not be verified: ${error instanceof Error ? error.message : ''}`);
  }
  if (stay) {
    tell.say(`It keeps running: ${description.forge.url}/${description.forge.project}`);
    tell.say('Sign in as alice, bob, olga or mallory. Stop it with Ctrl-C.');
    await interrupted;
  }
  return code;
}
