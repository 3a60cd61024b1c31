// The sandbox that all tests of a file share, with the release that nothing disturbed.

import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { EndState } from '../support/end-state.ts';
import { faultsOf, type Listed, type SandboxFaults } from '../support/sandbox-faults.ts';
import { startTeam, type Team } from '../support/sandbox-team.ts';
import { type Moments, round } from './round.ts';
import { type Harm, listedMethods, type Method, strike, tally } from './weathers.ts';

export interface Shared {
  readonly team: Team;
  readonly faults: SandboxFaults;
  /** What an undisturbed release leaves. */
  readonly calm: EndState;
  /** What the bot asked for in its course, in the order in which the sandbox lists it. */
  readonly used: readonly Method[];
  /** A further release, of a version of its own. */
  readonly release: (moments?: Moments) => Promise<EndState>;
}

/** To be called at the top of a test file; the answer is there once the tests run. */
export function shareSandbox(): () => Shared {
  let shared: Shared | null = null;
  let team: Team | null = null;
  beforeAll(async () => {
    team = await startTeam('--soak', '1s', '--grace', '1h');
    shared = await prepared(team);
  }, 18 * 60_000);
  afterEach(async () => {
    await shared?.faults.clear();
  });
  afterAll(async () => {
    await team?.sandbox.stop();
  }, 60_000);
  return () => {
    if (shared === null) throw new Error('the sandbox has not started');
    return shared;
  };
}

async function prepared(team: Team): Promise<Shared> {
  const faults = faultsOf(team.sandbox);
  let made = 100;
  const release = (moments: Moments = {}): Promise<EndState> => {
    made += 1;
    return round(team, `1.4.${made}`, moments);
  };
  // The first release brings new layers and the commits between two versions; all later ones are alike.
  await release();
  let watched: readonly Listed[] = [];
  let struck: Readonly<Record<string, number>> = {};
  const calm = await release({
    async begun() {
      // A millisecond harms nobody, and tells who was asked.
      const harm = (): Harm => ({ delayMs: 1 });
      watched = await strike(faults, await listedMethods(faults), { harm });
    },
    async ended() {
      struck = await tally(faults, watched);
    },
  });
  const used = watched.filter(({ method, service }) => `${service} ${method}` in struck);
  return { team, faults, calm, used, release };
}
