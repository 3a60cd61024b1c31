// The pass that keeps a receiving target's promotion merge request true.

import type { CompleteRelease } from '../../documents/release.ts';
import type { Lease } from '../../ports/queue.ts';
import { promotionBranch } from '../../promotion/branch.ts';
import { offer, type Offer } from '../../promotion/offer.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';
import type { Pass, PassResult } from '../pass.ts';
import { consider, type Considered } from './consider.ts';
import { declinedReleases } from './declined.ts';
import { propose } from './propose.ts';

const DONE: PassResult = { again: null };

export function createPromote(outside: Outside): Pass {
  return (lease) => promote(outside, lease);
}

async function promote(outside: Outside, lease: Lease): Promise<PassResult> {
  const target = lease.key as Target;
  await outside.repository.fetch();
  const considered = await consider(outside, target);
  if (considered === null) return DONE;
  const now = outside.clock.now();
  const first = offer({ ...considered.question, declined: [], now });
  switch (first.type) {
    case 'nothing':
      await withdraw(outside, target, first);
      return DONE;
    case 'wait':
      return { again: first.until };
    case 'declined':
      return DONE;
    case 'offer':
      return offerNow(outside, considered, first.release);
  }
}

/** The forge is asked what was declined only once everything else speaks for an offer. */
async function offerNow(
  outside: Outside,
  considered: Considered,
  wanted: CompleteRelease,
): Promise<PassResult> {
  const declined = await declinedReleases(outside, considered.target, wanted);
  const now = outside.clock.now();
  const decided = offer({ ...considered.question, declined, now });
  if (decided.type !== 'offer') return DONE;
  const proposed = await propose(outside, considered, decided.release);
  if (proposed === null) return DONE;
  await outside.queue.request([{ pass: 'review', key: String(proposed.number) }]);
  outside.log.info('promotion offered', {
    target: considered.target,
    version: decided.release.version,
  });
  const { againMs } = proposed;
  return againMs === null ? DONE : { again: new Date(outside.clock.now().getTime() + againMs) };
}

/** What is there already needs no merge request any more. Other reasons may pass, so an open one stays. */
async function withdraw(
  outside: Outside,
  target: Target,
  { because }: Extract<Offer, { type: 'nothing' }>,
): Promise<void> {
  if (because !== 'there already' && because !== 'not listed') return;
  const source = promotionBranch(target);
  if ((await outside.repository.head(source)) === null) return;
  const { environment, workload } = splitTarget(target);
  const why =
    because === 'there already'
      ? `${environment} asks for this release of ${workload} already.`
      : `${workload} is not to run in ${environment} any more.`;
  for (const { number } of await outside.forge.mergeRequests({ state: 'open', source })) {
    await outside.forge.close(number, why);
  }
}
