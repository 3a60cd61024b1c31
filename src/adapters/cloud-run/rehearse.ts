// Asks Cloud Run what it would refuse, without any effect.

import { Failure } from '../../ports/failure.ts';
import { deploying } from '../../ports/identity.ts';
import type { Scope } from '../../resources/scope.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import { notProvisioned } from '../../resources/not-provisioned.ts';
import type { Resource } from '../../resources/resource.ts';
import type { RunApi } from './client/api.ts';
import { ownLabels } from '../../resources/own-labels.ts';
import { CLOSED, wireEndpoint, wireScaling, wireTemplate } from './translation/to-wire.ts';
import type { RunKind } from './write.ts';
import type { Location, WireService } from './translation/wire.ts';

export async function rehearseOn(
  api: RunApi,
  scope: Scope,
  desired: readonly Resource<RunKind>[],
): Promise<readonly string[]> {
  const services = desired.filter((resource) => resource.kind === 'Service');
  const words = await Promise.all(
    services.map(async (service) => {
      const endpoint = desired
        .filter((resource) => resource.kind === 'Endpoint')
        .find(({ target, region }) => target === service.target && region === service.region);
      const { project } = scope.runtime;
      const as = deploying(scope, service.target);
      const at = { project, region: service.region ?? '', as };
      return refusal(service.target, at, () => attempt(api, at, { service, endpoint }));
    }),
  );
  return [...new Set(words.filter((word) => word !== null))];
}

interface Wished {
  readonly service: Resource<'Service'>;
  readonly endpoint: Resource<'Endpoint'> | undefined;
}

function wireService({ service: { target, spec }, endpoint }: Wished): WireService {
  const { environment, workload } = splitTarget(target);
  return {
    labels: { ...spec.labels, ...ownLabels(environment, workload) },
    template: wireTemplate(spec.template, null),
    scaling: wireScaling(spec.scaling),
    ...wireEndpoint(endpoint?.spec ?? CLOSED),
  };
}

async function attempt(api: RunApi, at: Location, wished: Wished): Promise<void> {
  const name = splitTarget(wished.service.target).workload;
  const service = wireService(wished);
  if ((await api.service(at, name)) === null) {
    return api.create(at, { name, service, validateOnly: true });
  }
  const mask = ['labels', 'template', 'scaling', 'ingress', 'invoker_iam_disabled'];
  return api.update(at, { name, service, mask, validateOnly: true });
}

const NOT_ASKED: ReadonlySet<string> = new Set([
  'RUNWAY_RUNTIME_UNREACHABLE',
  'RUNWAY_RUNTIME_BUSY',
  'RUNWAY_IDENTITY_UNREACHABLE',
  'RUNWAY_IDENTITY_REFUSED',
]);

/** Null when it is accepted. An image that is not mirrored yet is no refusal: its own step comes first. */
async function refusal(
  target: Target,
  { as }: Location,
  ask: () => Promise<void>,
): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    if (!(error instanceof Failure) || NOT_ASKED.has(error.code)) throw error;
    if (error.code === 'RUNWAY_IDENTITY_DENIED') return notProvisioned(target, error.message);
    const words = error.cause instanceof Error ? error.cause.message : error.message;
    // Whoever has rights on its own service alone learns in this way that there is none.
    if (error.code === 'RUNWAY_RUNTIME_DENIED' && as?.type === 'account')
      return notProvisioned(target, words);
    if (error.code === 'RUNWAY_RUNTIME_CONFLICT' || /\bimage\b.*\bnot found\b/i.test(words))
      return null;
    return words;
  }
}
