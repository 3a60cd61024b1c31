// Brings targets up before anything is measured, and says afterwards what serves.

import { createMemoryLedger } from '#runway/adapters/memory/ledger.js';
import { createMemoryQueue } from '#runway/adapters/memory/queue.js';
import { systemClock } from '#runway/cli/clock.js';
import { observe } from '#runway/engine/observe.js';
import { createConverge } from '#runway/passes/converge/converge.js';
import type { Outside } from '#runway/passes/outside.js';
import { scopeOfEnvironment } from '#runway/documents/scope.js';
import type { Target } from '#runway/resources/address.js';
import { leaseOf } from '../../world/lease.ts';

/** A first revision, its traffic, the marks, the proof; more would mean that it never arrives. */
const MOST_RUNS = 10;

/** By converge passes one after the other, with a queue and a ledger that are forgotten afterwards. */
export async function bringUp(outside: Outside, targets: readonly Target[]): Promise<void> {
  const apart: Outside = {
    ...outside,
    queue: createMemoryQueue(systemClock),
    ledger: createMemoryLedger(systemClock),
    repository: { ...outside.repository, fetch: async () => undefined },
  };
  const converge = createConverge(apart);
  for (const key of targets) {
    const lease = await leaseOf({ pass: 'converge', key });
    let again: Date | null = null;
    for (let runs = 0; runs === 0 || again !== null; runs += 1) {
      if (runs === MOST_RUNS) throw new Error(`${key} never arrives`);
      ({ again } = await converge(lease, new AbortController().signal));
    }
  }
}

/** The version that has all traffic, by target; a target that serves several or none is left out. */
export async function servingVersions(
  { repository, desired, providers }: Outside,
  environment: string,
): Promise<ReadonlyMap<Target, string>> {
  const head = await repository.head('main');
  const found = (await desired.environments(head ?? '')).find(
    ({ value }) => value.metadata.name === environment,
  );
  if (found === undefined) throw new Error(`there is no environment ${environment}`);
  const look = { scope: scopeOfEnvironment(found.value), wanted: [] };
  const observed = await observe(providers, look, new AbortController().signal);
  const serving = new Map<Target, string>();
  for (const seen of observed) {
    if (seen.kind !== 'Traffic') continue;
    const [route, ...more] = seen.facts.routes.filter(({ percent }) => percent > 0);
    const service = observed.find(
      ({ kind, target }) => kind === 'Service' && target === seen.target,
    );
    if (route?.percent !== 100 || more.length > 0 || service?.kind !== 'Service') continue;
    const revision = service.facts.revisions.find(({ name }) => name === route.revision);
    const version = revision?.version ?? null;
    if (version !== null) serving.set(seen.target, version);
  }
  return serving;
}
