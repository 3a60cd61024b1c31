// The stories of promotions, told on one sandbox that runs the real product.

import { afterAll, beforeAll, describe } from '@jest/globals';
import { startTeam, type Team } from '../support/sandbox-team.ts';
import { promotionByHand } from './stories/promotion-by-hand.ts';
import { promotionDecline } from './stories/promotion-decline.ts';
import { promotionFailure } from './stories/promotion-failure.ts';
import { promotionManifest } from './stories/promotion-manifest.ts';

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

describe('offer, decline, reopen', () => promotionDecline(started));
describe('a failure is not offered', () => promotionFailure(started));
describe('what people do by hand', () => promotionByHand(started));
describe('the receiving manifest', () => promotionManifest(started));
