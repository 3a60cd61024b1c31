// Asks Vault now and then whether it holds something newer: an environment at a time, a part of it with each look.

import { targetsOf } from '../../documents/catalogue.ts';
import { digestOf } from '../../resources/canonical.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import { Failure } from '../../ports/failure.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Outside } from '../outside.ts';
import { recent } from '../recent.ts';
import { type Compared, compare, rotate } from './rotate.ts';

/** Looks at those that are due, given the tip of the default branch. */
export type Poll = (head: Sha, signal: AbortSignal) => Promise<void>;

/** Milliseconds between two looks at an environment, give or take a fifth: bots that started together do not stay together. */
const EVERY_MS = 20_000;
const JITTER = 0.2;
/** Targets in one look; what is left is looked at with the next. */
const AT_ONCE = 200;
const SIDE_BY_SIDE = 6;
/** What has been offered is offered anew now and then: somebody may have deleted a branch. */
const AGAIN_MS = 30 * 60_000;
const REMEMBERED = 20_000;

export function createPoll(outside: Outside, chance: () => number = Math.random): Poll {
  /** By environment: when it is due, in milliseconds since the epoch, and what was left of the last look. */
  const due = new Map<string, { at: number; left: readonly Target[] }>();
  const offered = recent<string>(REMEMBERED);

  async function lookAt(head: Sha, target: Target, signal: AbortSignal): Promise<void> {
    const compared = await compare(outside, { commit: head, target }, signal);
    if (compared === null) return;
    const period = Math.floor(outside.clock.now().getTime() / AGAIN_MS);
    const sight = `${sightOf(compared)} ${period}`;
    if (offered.get(target) === sight) return;
    await rotate(outside, compared);
    offered.set(target, sight);
  }

  async function environment(name: string, head: Sha, signal: AbortSignal): Promise<void> {
    const now = outside.clock.now().getTime();
    const known = due.get(name) ?? { at: now, left: [] };
    if (known.left.length === 0 && known.at > now) return;
    const all = known.left.length > 0 ? known.left : await targetsIn(outside, head, name);
    const next = now + EVERY_MS * (1 - JITTER + 2 * JITTER * chance());
    due.set(name, { at: next, left: all.slice(AT_ONCE) });
    await sideBySide(all.slice(0, AT_ONCE), (target) => lookAt(head, target, signal));
  }

  return async (head, signal) => {
    const environments = await outside.desired.environments(head);
    for (const { value } of environments) {
      if (value.spec.vault === undefined || value.spec.identity === undefined) continue;
      const { name } = value.metadata;
      try {
        await environment(name, head, signal);
      } catch (error) {
        // Whatever keeps one environment from being looked at, the others and the resync go on.
        if (signal.aborted || !(error instanceof Failure)) throw error;
        outside.log.warn('newer versions not looked for', { environment: name, error });
      }
    }
  };
}

async function targetsIn(outside: Outside, head: Sha, name: string): Promise<readonly Target[]> {
  const all = targetsOf(await outside.desired.catalogue(head));
  const here = all.filter((target) => splitTarget(target).environment === name);
  await outside.desired.prepare(head, here);
  return here;
}

/** What it pins and what Vault has, whatever the commit. */
function sightOf({ text, question, merged }: Compared): string {
  return digestOf({ text, held: [...question.held], merged }, 16);
}

async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, worker));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
