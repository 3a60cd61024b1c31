// What the stories of promotions do again and again: release, and look for the offer.

import type { MergeRequest, State } from '../../support/sandbox-person.ts';
import { propose, type Team, withVersion } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';

/** A merge request of alice's that changes the version, merged and proven. */
export async function release(
  { alice, judged, merge, commentWith }: Team,
  target: string,
  version: string,
): Promise<MergeRequest> {
  const bump = await propose(alice, fileOf(target), (text) => withVersion(text, version));
  await judged(bump.number);
  await merge(alice, bump.number);
  await commentWith(bump.number, new RegExp(`${escaped(version)} serves in`));
  return bump;
}

export function offers(
  { alice }: Team,
  target: string,
  state: State | 'all' = 'opened',
): Promise<readonly MergeRequest[]> {
  return alice.mergeRequests({ state, branch: `runway/promote/${target}` });
}

/** The one open promotion, once it offers this version. */
export function offered(team: Team, target: string, version: string): Promise<MergeRequest> {
  return eventually(`${version} to be offered to ${target}`, async () => {
    const open = await offers(team, target);
    if (open.length > 1) throw new Error(`${target} has ${open.length} open promotions`);
    const [found] = open;
    return found?.title.includes(` ${version} `) === true ? found : null;
  });
}

/** After a resync that a restart of the bot brings, everything it has asked for is done. */
export async function restarted({ sandbox }: Team): Promise<void> {
  const began = Date.now();
  await fetch(`${sandbox.control}/bot/restart`, { method: 'POST' });
  await quiet(sandbox, began);
}

/** Nothing is running or due, and a resync that began after `since` has ended. */
export async function quiet(sandbox: Team['sandbox'], since: number): Promise<void> {
  let seen = '';
  await eventually(
    () => `the bot to have nothing to do but:\n${seen}`,
    async () => {
      const { code, stdout } = await sandbox.runway(
        'passes',
        '--json',
        '--settings',
        sandbox.bot.settings,
      );
      seen = stdout;
      if (code !== 0) return null;
      const passes = JSON.parse(stdout) as readonly {
        pass: string;
        state: string;
        dueAt: string | null;
      }[];
      const resync = passes.find(({ pass }) => pass === 'watch');
      const next = Date.parse(resync?.dueAt ?? '');
      const idle = passes.every(({ state, dueAt }) => {
        return state === 'waiting' && Date.parse(dueAt ?? '') > Date.now();
      });
      return idle && next > since + 1_000 ? true : null;
    },
    90_000,
  );
}

export function fileOf(target: string): string {
  return `environments/${target}.yml`;
}

function escaped(version: string): string {
  return version.replaceAll('.', '\\.');
}
