// A workload from its inventory entry to its end, told on one sandbox that runs the real product.

import { afterAll, beforeAll, describe } from '@jest/globals';
import { startTeam, type Team } from '../support/sandbox-team.ts';
import { isolation } from './stories/isolation.ts';
import { leaving } from './stories/leaving.ts';
import { onboarding } from './stories/onboarding.ts';
import { rotation } from './stories/rotation.ts';

let team: Team | null = null;

beforeAll(async () => {
  team = await startTeam('--soak', '2s', '--grace', '2s');
}, 16 * 60_000);

afterAll(async () => {
  await team?.sandbox.stop();
}, 60_000);

function started(): Team {
  if (team === null) throw new Error('the sandbox has not started');
  return team;
}

describe('a workload comes', () => onboarding(started));
describe('accounts keep to their own', () => isolation(started));
describe('a secret is changed', () => rotation(started));
describe('a workload leaves', () => leaving(started));
