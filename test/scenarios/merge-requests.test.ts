// The stories of merge requests, told on one sandbox that runs the real product.

import { afterAll, beforeAll, describe } from '@jest/globals';
import { startTeam, type Team } from '../support/sandbox-team.ts';
import { breakAndFix } from './stories/break-and-fix.ts';
import { cannotStart } from './stories/cannot-start.ts';
import { conflicts, quickMerges } from './stories/conflicts.ts';
import { directPushes } from './stories/direct-pushes.ts';
import { fastForwards } from './stories/fast-forwards.ts';
import { forks } from './stories/forks.ts';
import { handEdits } from './stories/hand-edits.ts';
import { openAndMerge } from './stories/open-and-merge.ts';
import { removal } from './stories/removal.ts';
import { squashes } from './stories/squashes.ts';
import { statesAndPeople } from './stories/states-and-people.ts';
import { wideChanges } from './stories/wide-changes.ts';

let team: Team | null = null;

beforeAll(async () => {
  team = await startTeam('--grace', '20s');
}, 16 * 60_000);

afterAll(async () => {
  await team?.sandbox.stop();
}, 60_000);

function started(): Team {
  if (team === null) throw new Error('the sandbox has not started');
  return team;
}

describe('open and merge', () => openAndMerge(started));
describe('break and fix', () => breakAndFix(started));
describe('edits by hand', () => handEdits(started));
describe('conflicts', () => conflicts(started));
describe('quick merges', () => quickMerges(started));
describe('removal', () => removal(started));
describe('direct pushes', () => directPushes(started));
describe('wide changes', () => wideChanges(started));
describe('states and people', () => statesAndPeople(started));
describe('forks', () => forks(started));
describe('squashes', () => squashes(started));
describe('fast-forwards', () => fastForwards(started));
describe('a version that cannot start', () => cannotStart(started));
