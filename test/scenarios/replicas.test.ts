// Two bots on one PostgreSQL share the work; one dies or is told to go in the middle of it, and nobody can tell.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { startSandbox } from '../support/sandbox-process.ts';
import { propose, type Team, teamOn, withVersion } from '../support/sandbox-team.ts';
import { eventually } from '../support/sandbox-wait.ts';
import { fileOf, offered, offers } from './stories/promotion-offers.ts';
import { startBot, stopBot } from './stories/restarts-bot.ts';

const TARGET = 'dev/checkout';

let server: PostgresServer | null = null;
let team: Team | null = null;

beforeAll(async () => {
  server = await startPostgres();
  const DATABASE_URL = await server.database();
  team = teamOn(await startSandbox(['--bots', '2', '--soak', '2s'], { DATABASE_URL }));
}, 16 * 60_000);

afterAll(async () => {
  await team?.sandbox.stop();
  await server?.stop();
}, 60_000);

function started(): Team {
  if (team === null) throw new Error('the sandbox has not started');
  return team;
}

async function merged(version: string): Promise<number> {
  const { alice, judged, merge } = started();
  const { number } = await propose(alice, fileOf(TARGET), (text) => withVersion(text, version));
  await judged(number);
  await merge(alice, number);
  return number;
}

/** As with one bot: one comment, nobody called, one promotion. */
async function sameEnd(number: number, version: string): Promise<void> {
  const { commentWith, serves, comment, calls } = started();
  await commentWith(number, new RegExp(`checkout ${version.replaceAll('.', '\\.')} serves in dev`));
  await serves(TARGET, version);
  expect(await comment(number)).not.toBeNull();
  expect(await calls(number)).toEqual([]);
  await offered(started(), 'staging/checkout', version);
  expect(await offers(started(), 'staging/checkout')).toHaveLength(1);
}

/** The passes that a bot has ended, from its log. */
function passesIn(log: string): readonly { readonly pass: string; readonly message: string }[] {
  return readFileSync(join(started().sandbox.dir, log), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { pass: string; message: string });
}

test('both bots have deployed what Git asked for', () => {
  for (const log of ['bot.log', 'bot-2.log']) {
    const done = passesIn(log).filter(({ message }) => message === 'pass done');
    expect(done.map(({ pass }) => pass)).toContain('converge');
  }
});

test('one is killed in the middle of a deploy: the other finishes it, with the same end', async () => {
  const { comment, sandbox } = started();
  const number = await merged('1.4.2');
  await eventually(`merge request ${number} to be under way`, async () =>
    /on its way|revision checkout-/.test((await comment(number)) ?? '') ? true : null,
  );
  await stopBot(sandbox, 'SIGKILL', 1);
  await sameEnd(number, '1.4.2');
  await startBot(sandbox, 1);
}, 150_000);

test('one is told to go while it works: it ends in time, and the other goes on', async () => {
  const { sandbox } = started();
  const number = await merged('1.4.0');
  const began = Date.now();
  await stopBot(sandbox, 'SIGTERM', 2);
  expect(Date.now() - began).toBeLessThan(26_000);
  expect(passesIn('bot-2.log').at(-1)?.message).toBe('bot stopped');
  await sameEnd(number, '1.4.0');
}, 150_000);
