// One release from the first comment to the offer for the next environment, whatever the weather.

import { type EndState, beginningOf, endState } from '../support/end-state.ts';
import { faultsOf } from '../support/sandbox-faults.ts';
import { pushVariant } from '../support/sandbox-image.ts';
import type { Sandbox } from '../support/sandbox-process.ts';
import { propose, type Team, withVersion } from '../support/sandbox-team.ts';
import { eventually } from '../support/sandbox-wait.ts';
import { fileOf, offered } from '../scenarios/stories/promotion-offers.ts';

export interface Moments {
  /** Before anything of this release is there but its image. */
  readonly before?: () => Promise<void>;
  /** The merge request has been judged. */
  readonly judged?: () => Promise<void>;
  /** It has just been merged. */
  readonly merged?: (iid: number) => Promise<void>;
  /** The offer is there and judged. */
  readonly offered?: () => Promise<void>;
}

let made = 100;

/** Resolves with what is left when the bot has nothing more to do, and all faults are cleared. */
export async function round(team: Team, moments: Moments = {}): Promise<EndState> {
  const { alice, sandbox } = team;
  made += 1;
  const version = `1.4.${made}`;
  await pushVariant(sandbox, { repository: 'acme/checkout', from: '1.4.2', to: version });
  const since = await beginningOf(sandbox, alice);
  try {
    await moments.before?.();
    await released(team, version, moments);
    await rested(sandbox);
    await faultsOf(sandbox).clear();
    return await endState(sandbox, alice, since);
  } finally {
    await faultsOf(sandbox).clear();
    await tidied(team, since.mergeRequest);
  }
}

async function released(team: Team, version: string, moments: Moments): Promise<void> {
  const { alice, commentWith, judged, merge } = team;
  const { iid } = await propose(alice, fileOf('dev/checkout'), (text) =>
    withVersion(text, version),
  );
  await judged(iid);
  await moments.judged?.();
  await merge(alice, iid);
  await moments.merged?.(iid);
  await commentWith(iid, new RegExp(`checkout ${version} serves in dev`));
  const offer = await offered(team, 'staging/checkout', version);
  await judged(offer.iid);
  await moments.offered?.();
}

/** The next release finds nothing open of this one. */
async function tidied({ bob, sandbox }: Team, since: number): Promise<void> {
  const open = await bob.mergeRequests('state=opened');
  for (const { iid } of open.filter((it) => it.iid > since)) {
    await bob.change(iid, { state_event: 'close' });
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
        ({ dueAt, failures, state }) =>
          state === 'running' || failures > 0 || Date.parse(dueAt ?? '') < Date.now(),
      );
      return busy.length === 0 ? true : null;
    },
  );
}
