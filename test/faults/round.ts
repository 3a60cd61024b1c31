// One release from the first comment to the offer for the next environment, whatever the weather.

import { type Beginning, type EndState, beginningOf, endState } from '../support/end-state.ts';
import { faultsOf } from '../support/sandbox-faults.ts';
import { pushVariant } from '../support/sandbox-image.ts';
import type { Sandbox } from '../support/sandbox-process.ts';
import { type Judged, propose, type Team, withVersion } from '../support/sandbox-team.ts';
import { eventually } from '../support/sandbox-wait.ts';
import { startBot, stopBot } from '../scenarios/stories/restarts-bot.ts';
import { fileOf, offered } from '../scenarios/stories/promotion-offers.ts';

export interface Moments {
  /** Nothing of this release is there but its image. */
  readonly begun?: () => Promise<void>;
  /** Its merge request has been opened. */
  readonly opened?: () => Promise<void>;
  /** It has been planned, and is about to be merged. */
  readonly planned?: () => Promise<void>;
  /** It has just been merged. */
  readonly merged?: () => Promise<void>;
  /** The bot rests, and the faults are still there. */
  readonly ended?: () => Promise<void>;
}

/** Long enough for passes that failed again and again to come back. */
const PATIENCE_MS = 150_000;

/** Who wants to look again within this has not come to rest. */
const SOON_MS = 60_000;

/** Resolves with what is left when the bot has nothing more to do, and all faults are cleared. */
export async function round(team: Team, version: string, moments: Moments = {}): Promise<EndState> {
  const { alice, sandbox } = team;
  await pushVariant(sandbox, { repository: 'acme/checkout', from: '1.4.2', to: version });
  const since = await beginningOf(sandbox, alice);
  try {
    await moments.begun?.();
    // With nothing in its memory the bot asks for all that it needs.
    await stopBot(sandbox, 'SIGKILL');
    await startBot(sandbox);
    await released(team, version, moments);
    await rested(sandbox);
    await moments.ended?.();
    await faultsOf(sandbox).clear();
    return await endState(sandbox, alice, since);
  } finally {
    await faultsOf(sandbox).clear();
    await tidied(team, since);
  }
}

async function released(team: Team, version: string, moments: Moments): Promise<void> {
  const { alice, comment, merge } = team;
  const { number } = await propose(alice, fileOf('dev/checkout'), (text) =>
    withVersion(text, version),
  );
  await moments.opened?.();
  await planned(team, number);
  await moments.planned?.();
  await merge(alice, number);
  await moments.merged?.();
  await eventually(
    `merge request ${number} to serve`,
    async () =>
      (await comment(number))?.includes(`checkout ${version} serves in dev`) ? true : null,
    PATIENCE_MS,
  );
  const offer = await eventually(
    `${version} to be offered`,
    () => offered(team, 'staging/checkout', version),
    PATIENCE_MS,
  );
  await planned(team, offer.number);
}

/** A pass that could not look says so in between; what counts is that it has looked. */
function planned({ judged }: Team, number: number): Promise<Judged> {
  return eventually(
    `merge request ${number} to be planned`,
    async () => {
      const found = await judged(number, PATIENCE_MS);
      return found.plan.status === 'success' ? found : null;
    },
    PATIENCE_MS,
  );
}

/** The next release finds nothing open of this one. */
async function tidied({ bob, sandbox }: Team, { mergeRequest }: Beginning): Promise<void> {
  const open = await bob.mergeRequests({ state: 'opened' });
  for (const { number } of open.filter((it) => it.number > mergeRequest)) {
    await bob.close(number);
  }
  await rested(sandbox);
}

interface Waiting {
  readonly pass: string;
  readonly state: string;
  readonly dueAt: string | null;
  readonly failures: number;
}

/** No pass runs, is due, or waits to try again. */
export async function rested(sandbox: Sandbox): Promise<void> {
  let seen = '';
  await eventually(
    () => `the bot to rest, which still has\n${seen}`,
    async () => {
      const words = ['passes', '--json', '--settings', sandbox.bot.settings];
      const { code, stdout } = await sandbox.runway(...words);
      seen = stdout;
      if (code !== 0) return null;
      const busy = (JSON.parse(stdout) as readonly Waiting[]).filter(
        ({ dueAt, failures, pass, state }) =>
          state === 'running' ||
          failures > 0 ||
          Date.parse(dueAt ?? '') < Date.now() + (pass === 'watch' ? 0 : SOON_MS),
      );
      return busy.length === 0 ? true : null;
    },
    PATIENCE_MS,
  );
}
