// The first write to a service: to the one that was made ahead, or to one that is made now.

import type { Clock } from '../../ports/clock.ts';
import { Failure } from '../../ports/failure.ts';
import { lookingAt } from '../../ports/identity.ts';
import type { Write } from '../../ports/provider.ts';
import type { Target } from '../../resources/address.ts';
import { notProvisioned } from '../../resources/not-provisioned.ts';
import type { Creation, RunApi } from './client/api.ts';
import { awakening, isParked } from './parking.ts';
import { isoTime, type Location, type WireService } from './translation/wire.ts';
import type { RunKind } from './write.ts';

/** Rights that were granted with the service are felt everywhere by then; Google says: after two minutes, or seven. */
const FELT_AFTER_MS = 10 * 60_000;

/** Looked for as who may look: whoever deploys would be refused alike where it is missing and where rights are. */
export async function make(
  { api, clock }: { readonly api: RunApi; readonly clock: Clock },
  { scope, target }: Write<RunKind>,
  { at, creation }: { readonly at: Location; readonly creation: Creation },
): Promise<void> {
  const there = await api.service({ ...at, as: lookingAt(scope) }, creation.name);
  if (there !== null && isParked(there, scope.environment)) {
    const waking = api.update(at, awakening(creation, there));
    return waking.catch((error: unknown) => {
      throw tooNew(error, { service: there, target, now: clock.now().getTime() }) ?? error;
    });
  }
  if (there === null && scope.identity !== null) throw missing(target, at);
  return api.create(at, creation);
}

/** Null where rights are missing for longer than it takes until they are felt. */
function tooNew(
  error: unknown,
  made: { readonly service: WireService; readonly target: Target; readonly now: number },
): Failure | null {
  const denied = error instanceof Failure && error.code === 'RUNWAY_RUNTIME_DENIED';
  const until = Date.parse(isoTime(made.service.createTime)) + FELT_AFTER_MS;
  if (!denied || made.now > until) return null;
  const end = new Date(until).toISOString().slice(11, 16);
  return new Failure({
    code: 'RUNWAY_ACCOUNT_NEW',
    message: `${made.target} was provisioned a moment ago, and its rights are not felt yet: ${error.message}`,
    hint: `New rights take minutes. It is tried again until ${end} UTC; a refusal after that counts.`,
    retry: 'later',
    retryAfterMs: 5_000,
  });
}

/** The provisioner may be at work: both programs begin with the same merge. */
function missing(target: Target, { project, region }: Location): Failure {
  return new Failure({
    code: 'RUNWAY_NOT_PROVISIONED',
    message: notProvisioned(target, `it has no service in ${region} (${project}).`),
    hint: 'It is tried again. If this goes on, see how its provisioning went: `runway status --program provisioner`.',
    retry: 'later',
  });
}
