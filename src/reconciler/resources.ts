// The resources of one target: its image and its secrets once, the rest in each region.

import type { EffectiveService } from '../documents/service-form.ts';
import type { Environment, RunwayService, Workload } from '../documents/generated/documents.ts';
import type { Pins } from '../documents/pins.ts';
import { addressOf, splitTarget } from '../resources/address.ts';
import type { Target } from '../resources/address.ts';
import type { Kind, Kinds } from '../resources/kinds.ts';
import type { Resource } from '../resources/resource.ts';
import type { Scope } from '../resources/scope.ts';
import { templateHash } from '../resources/revision.ts';
import { endpointOf } from './endpoint.ts';
import { labelsOf } from './labels.ts';
import type { Release } from './release.ts';
import { referencesTo, runtimeAccount, secretsOf } from './secrets.ts';
import { scalingOf, templateOf } from './template.ts';

export interface Parts {
  readonly target: Target;
  readonly scope: Scope;
  readonly environment: Environment;
  readonly workload: Workload;
  readonly service: EffectiveService;
  readonly pins: Pins;
  readonly metadata: NonNullable<RunwayService['metadata']>;
  readonly release: Release;
}

export function resourcesOf(parts: Parts): readonly Resource[] {
  const { target, environment, service, release } = parts;
  const { workload } = splitTarget(target);
  // The workload's own repository, and in it the image of the same name: no registry of Google's has fewer parts.
  const repository = `${environment.spec.images}/${workload}/${workload}`;
  const image = { source: release.image, repository, digest: release.digest };
  const regions = service.regions ?? environment.spec.runtime.regions.slice(0, 1);
  return [
    resource(target, null, { kind: 'Image', spec: image }),
    ...secretsOf(parts.scope, target, parts.pins),
    ...regions.flatMap((region) => inRegion(parts, region, `${repository}@${release.digest}`)),
  ];
}

function inRegion(parts: Parts, region: string, image: string): Resource[] {
  const { target, environment, service, metadata, release, workload } = parts;
  const name = splitTarget(target).workload;
  const secrets = referencesTo(secretsOf(parts.scope, target, parts.pins));
  const serviceAccount = runtimeAccount(parts.scope, target);
  const version = release.version;
  const place = {
    environment,
    workload: name,
    region,
    version,
    image,
    secrets,
    serviceAccount,
  };
  const template = templateOf(service, place);
  const spec = {
    template,
    scaling: scalingOf(service),
    labels: labelsOf(metadata, workload),
    unmanaged: {},
  };
  const shares = [{ template: templateHash(template), percent: 100 }];
  return [
    resource(target, region, { kind: 'Service', spec }),
    resource(target, region, { kind: 'Traffic', spec: { shares } }),
    resource(target, region, { kind: 'Endpoint', spec: endpointOf(service) }),
  ];
}

type Part = { [K in Kind]: { readonly kind: K; readonly spec: Kinds[K] } }[Kind];

function resource(target: Target, region: string | null, part: Part): Resource {
  return { ...part, address: addressOf(target, part.kind, region), target, region };
}
