// Makes a repository, brings one in line with what is wanted, or takes over what others made.

import { Failure } from '../../ports/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Making } from '../../plan/plan.ts';
import type { Write } from '../../ports/provider.ts';
import { movedOn, notOurs } from '../../ports/refusals.ts';
import { splitTarget } from '../../resources/address.ts';
import { canonical } from '../../resources/canonical.ts';
import { carriesOwnLabels, otherLabels, ownLabels } from '../../resources/own-labels.ts';
import type { ImageRepositorySpec } from '../../resources/provisioned.ts';
import type { PolicyWriter } from '../google/policy-writer.ts';
import type { RepositoriesApi, WireRepository } from './api.ts';
import { cleanupPoliciesFor, untaggedDaysIn } from './cleanup.ts';
import { inWords, placeOf, type Place } from './place.ts';
import { shareWith } from './sharing.ts';

export interface Hands {
  readonly api: RepositoriesApi;
  readonly changePolicy: PolicyWriter;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Work {
  readonly write: Write<'ImageRepository'>;
  readonly step: Making<'ImageRepository'>;
}

export async function writeRepository(
  hands: Hands,
  { write, step }: Work,
  signal: AbortSignal,
): Promise<void> {
  const { api, log } = hands;
  const { spec } = step.after;
  const place = placeOf(write.scope.images, spec);
  const { environment, workload } = splitTarget(write.target);
  const labels = ownLabels(environment, workload);
  const isNew = step.before === null;
  if (isNew) await api.create(place, { format: 'DOCKER', labels, ...cleanup(spec, null) });
  const live = await onceMade(hands, { place, isNew }, signal);
  if (live === null) {
    // One that was asked for and is late is found by the next look, and its policy written then.
    if (isNew) return;
    throw movedOn(inWords(place, write.target), 'is gone');
  }
  const ours = carriesOwnLabels(live.labels, environment, workload);
  if (!ours && !write.adopt) throw notOurs(inWords(place, write.target), 'adopt');
  if (live.format !== 'DOCKER') throw notDocker(inWords(place, write.target));
  const wished = { labels: { ...otherLabels(live.labels), ...labels }, ...cleanup(spec, live) };
  await bringInLine(api, place, { live, wished });
  await shareWith(hands, { place, spec }, signal);
  log.info('image repository written', { target: write.target, repository: place.name });
}

const MADE_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 250;

/** Google makes a repository within some seconds, and its policy cannot be written before. */
async function onceMade(
  { api, clock }: Hands,
  { place, isNew }: { readonly place: Place; readonly isNew: boolean },
  signal: AbortSignal,
): Promise<WireRepository | null> {
  const end = clock.now().getTime() + MADE_WITHIN_MS;
  for (;;) {
    signal.throwIfAborted();
    const found = await api.find(place);
    if (found !== null || !isNew || clock.now().getTime() > end) return found;
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}

function cleanup(
  { untaggedDays }: ImageRepositorySpec,
  live: WireRepository | null,
): Pick<WireRepository, 'cleanupPolicies' | 'cleanupPolicyDryRun'> {
  return {
    cleanupPolicies: cleanupPoliciesFor(untaggedDays, live?.cleanupPolicies),
    cleanupPolicyDryRun: false,
  };
}

async function bringInLine(
  api: RepositoriesApi,
  place: Place,
  { live, wished }: { readonly live: WireRepository; readonly wished: WireRepository },
): Promise<void> {
  const mask: string[] = [];
  if (canonical(live.labels ?? {}) !== canonical(wished.labels)) mask.push('labels');
  if (untaggedDaysIn(live) !== untaggedDaysIn(wished))
    mask.push('cleanup_policies', 'cleanup_policy_dry_run');
  if (mask.length > 0) await api.update(place, wished, mask);
}

function notDocker(what: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_REFUSED',
    message: `${what} does not hold container images.`,
    hint: 'The format of a repository cannot be changed. Remove it, or give the workload another name.',
    retry: 'never',
  });
}
