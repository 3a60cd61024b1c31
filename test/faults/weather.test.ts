// A release in bad weather ends as one in good weather does, told on one sandbox that runs the real product.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { EndState } from '../support/end-state.ts';
import { faultsOf } from '../support/sandbox-faults.ts';
import { startTeam, type Team } from '../support/sandbox-team.ts';
import { round } from './round.ts';
import { bring, struckBy, type Weather } from './weathers.ts';

let team: Team | null = null;
let calm: EndState | null = null;

beforeAll(async () => {
  team = await startTeam('--soak', '1s', '--grace', '1h');
  // The first release brings new layers and the commits between two versions; all later ones are alike.
  await round(team);
  calm = await round(team);
}, 18 * 60_000);

afterEach(async () => {
  if (team !== null) await faultsOf(team.sandbox).clear();
});

afterAll(async () => {
  await team?.sandbox.stop();
}, 60_000);

function started(): Team {
  if (team === null) throw new Error('the sandbox has not started');
  return team;
}

test('two undisturbed releases end alike', async () => {
  expect(await round(started())).toEqual(calm);
}, 120_000);

const WEATHERS: readonly (readonly [string, Weather])[] = [
  ['git 3x drop', { services: ['git'], fault: { drop: true }, times: 3 }],
  ['once lose each', { fault: { loseAnswer: true }, times: 1 }],
];

test.each(WEATHERS)(
  '%s',
  async (_name, weather) => {
    const t = Date.now();
    const faults = faultsOf(started().sandbox);
    const set: Awaited<ReturnType<typeof bring>>[number][] = [];
    const end = await round(started(), {
      before: async () => void set.push(...(await bring(faults, weather))),
    }).finally(async () => {
      process.stderr.write(
        `${_name} ${Date.now() - t} ${JSON.stringify(await struckBy(faults, set), null, 1)}\n`,
      );
    });
    expect(end).toEqual(calm);
  },
  180_000,
);
