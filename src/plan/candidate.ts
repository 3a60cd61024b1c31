// Which revision holds the wanted template, or will, and how far it is.

import type { TemplateHash } from '../resources/kinds.ts';
import type { Observed, Revision } from '../resources/resource.ts';
import { attemptOf, revisionName, templateHash } from '../resources/revision.ts';
import type { Resource } from '../resources/resource.ts';
import { splitTarget } from '../resources/address.ts';

export type Candidate =
  | { readonly state: 'absent'; readonly revision: string }
  | { readonly state: 'starting' | 'failed'; readonly revision: string; readonly message: string }
  | { readonly state: 'ready'; readonly revision: string };

export interface Surroundings {
  readonly desired: Resource<'Service'>;
  /** The service in this region, or null. */
  readonly service: Observed<'Service'> | null;
  readonly traffic: Observed<'Traffic'> | null;
  /** The target's services in all regions: a name that failed in one is not used in another. */
  readonly services: readonly Observed<'Service'>[];
  /** Names that the present converging has made. */
  readonly tried: ReadonlySet<string>;
}

/**
 * A ready revision with the wanted template is used again, the serving one first. A failed one counts only
 * if the present converging made it; older failures merely burn their name.
 */
export function candidateOf(around: Surroundings): Candidate {
  const hash = templateHash(around.desired.spec.template);
  const holding = (around.service?.facts.revisions ?? [])
    .filter((revision) => revision.template === hash)
    .sort((a, b) => preference(around, b) - preference(around, a) || newer(a, b));
  const ready = holding.find(({ state }) => state === 'ready');
  if (ready !== undefined) return { state: 'ready', revision: ready.name };
  const failed = holding.find(({ state, name }) => state === 'failed' && around.tried.has(name));
  const pending = failed ?? holding.find(({ state }) => state === 'starting');
  if (pending !== undefined) return unfinished(pending);
  return unlisted(around, hash);
}

function preference({ traffic }: Surroundings, { name }: Revision): number {
  return traffic?.facts.routes.find((route) => route.revision === name)?.percent ?? 0;
}

function newer(a: Revision, b: Revision): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.name < b.name ? 1 : -1;
}

function unfinished({ name, state, message }: Revision): Candidate {
  const words =
    message === '' ? `${name} ${state === 'failed' ? 'failed' : 'is starting'}` : message;
  return { state: state === 'failed' ? 'failed' : 'starting', revision: name, message: words };
}

/** A revision that was just asked for may not be listed yet: asking again would only meet a conflict. */
function unlisted(around: Surroundings, hash: TemplateHash): Candidate {
  const { environment: _, workload } = splitTarget(around.desired.target);
  const revision = revisionName(workload, hash, nextAttempt(around, workload, hash));
  const { service, tried } = around;
  if (service?.health.status === 'progressing' && tried.has(revision)) {
    return { state: 'starting', revision, message: service.health.message };
  }
  return { state: 'absent', revision };
}

function nextAttempt({ service, services }: Surroundings, workload: string, hash: TemplateHash) {
  const burnt = services
    .flatMap(({ facts }) => facts.revisions)
    .filter(({ state }) => state === 'failed');
  const taken = [...burnt, ...(service?.facts.revisions ?? [])];
  return 1 + Math.max(0, ...taken.map(({ name }) => attemptOf(name, workload, hash) ?? 0));
}
