// The stories that GitHub must tell as GitLab does, and those that are its own, on one sandbox that runs the real product.

import { afterAll, beforeAll, describe } from '@jest/globals';
import { startTeam, type Team } from '../support/sandbox-team.ts';
import { badWeather } from './stories/bad-weather.ts';
import { breakAndFix, mistakes } from './stories/break-and-fix.ts';
import { checks } from './stories/checks.ts';
import { conflicts } from './stories/conflicts.ts';
import { described } from './stories/described.ts';
import { forks } from './stories/forks.ts';
import { edits, handEdits } from './stories/hand-edits.ts';
import { lostDeliveries } from './stories/lost-deliveries.ts';
import { mergeQueue } from './stories/merge-queue.ts';
import { openAndMerge } from './stories/open-and-merge.ts';
import { promotionDecline } from './stories/promotion-decline.ts';
import { rebases } from './stories/rebases.ts';
import { killedDuring, moments } from './stories/restarts-during.ts';
import { squashes } from './stories/squashes.ts';
import { statesAndPeople } from './stories/states-and-people.ts';

let team: Team | null = null;

beforeAll(async () => {
  team = await startTeam('--forge', 'github', '--soak', '2s', '--grace', '1h');
}, 16 * 60_000);

afterAll(async () => {
  await team?.sandbox.stop();
}, 60_000);

function started(): Team {
  if (team === null) throw new Error('the sandbox has not started');
  return team;
}

describe('described', () => described(started));
describe('open and merge', () => openAndMerge(started));
describe('killed while it works', () => killedDuring(started, moments.slice(1, 2)));
describe('offer, decline, reopen', () => promotionDecline(started));
describe('break and fix', () => breakAndFix(started, mistakes.slice(0, 2)));
describe('edits by hand', () => handEdits(started, edits.slice(2)));
describe('conflicts', () => conflicts(started));
describe('checks', () => checks(started));
describe('states and people', () => statesAndPeople(started));
describe('squashes', () => squashes(started));
describe('rebases', () => rebases(started));
describe('merge queue', () => mergeQueue(started));
describe('forks', () => forks(started));
describe('lost deliveries', () => lostDeliveries(started));
describe('bad weather', () => badWeather(started));
