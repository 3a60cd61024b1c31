// What happens to people's releases when the bot dies, told on one sandbox that runs the real product.

import { afterAll, beforeAll, describe } from '@jest/globals';
import { startTeam, type Team } from '../support/sandbox-team.ts';
import { restartsDuring } from './stories/restarts-during.ts';
import { restartsForgetful } from './stories/restarts-forgetful.ts';
import { restartsUnheard } from './stories/restarts-unheard.ts';
import { restartsHostile } from './stories/restarts-hostile.ts';

let team: Team | null = null;

beforeAll(async () => {
  team = await startTeam('--soak', '2s', '--grace', '1h');
}, 16 * 60_000);

afterAll(async () => {
  await team?.sandbox.stop();
}, 60_000);

function started(): Team {
  if (team === null) throw new Error('the sandbox has not started');
  return team;
}

describe('hostile webhooks', () => restartsHostile(started));
describe('killed while it works', () => restartsDuring(started));
describe('events that nobody heard', () => restartsUnheard(started));
describe('a database that is gone', () => restartsForgetful(started));
