// What there is to be reached, from the documents of the default branch.

import type { Document } from '../../documents/document.ts';
import type { Environment, Workload } from '../../documents/generated/documents.ts';
import { scopeOf, scopeOfEnvironment } from '../../documents/scope.ts';
import { provisioner } from '../../passes/programs/provisioner.ts';
import { reconciler } from '../../passes/programs/reconciler.ts';
import type { Sha } from '../../ports/forge.ts';
import { compile } from '../../provisioner/compile.ts';
import { splitTarget, type Target, targetOf } from '../../resources/address.ts';
import type { ImageSpec } from '../../resources/kinds.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import type { World } from '../connect/connect.ts';

/** One environment. */
export interface Place {
  readonly name: string;
  readonly scope: Scope;
  /** Those that the inventory lists here. */
  readonly provisioned: readonly PlacedTarget[];
  /** What the provisioner would make here for a workload that has nothing special. */
  readonly example: readonly Resource[];
  /** One image of each repository that is copied from, and into. */
  readonly images: readonly ImageSpec[];
}

export interface PlacedTarget {
  readonly target: Target;
  readonly workload: string;
  readonly scope: Scope;
}

export async function placesAt(
  { desired }: Pick<World, 'desired'>,
  commit: Sha,
): Promise<readonly Place[]> {
  const catalogue = await desired.catalogue(commit);
  const environments = await desired.environments(commit);
  const [provisioned, deployed] = [
    provisioner.targetsOf(catalogue),
    reconciler.targetsOf(catalogue),
  ];
  return Promise.all(
    environments.map(async (environment): Promise<Place> => {
      const { value } = environment;
      const { name } = value.metadata;
      const here = (target: Target): boolean => splitTarget(target).environment === name;
      return {
        name,
        scope: scopeOfEnvironment(value),
        provisioned: provisioned.filter(here).map((target) => ({
          target,
          workload: splitTarget(target).workload,
          scope: scopeOf(value, target),
        })),
        example: exampleIn(environment),
        images: await imagesOf(deployed.filter(here), { desired }, commit),
      };
    }),
  );
}

/** The inventory may list nobody yet. */
function exampleIn(environment: Document<Environment>): readonly Resource[] {
  const { name } = environment.value.metadata;
  const path = 'inventory/example.yml';
  const value: Workload = {
    apiVersion: 'runway/v1',
    kind: 'Workload',
    metadata: { name: 'example' },
    spec: { project: 'example/example', owners: ['@example'], environments: [name] },
  };
  const locate = () => ({ path, line: 1, column: 1 });
  const workload = { path, blob: '', text: '', value, locate };
  return compile(targetOf(name, 'example'), workload, environment).resources;
}

async function imagesOf(
  targets: readonly Target[],
  { desired }: Pick<World, 'desired'>,
  commit: Sha,
): Promise<readonly ImageSpec[]> {
  await desired.prepare(commit, targets);
  const found = new Map<string, ImageSpec>();
  for (const target of targets) {
    const asked = await reconciler.read(desired, commit, target);
    if (asked.type !== 'release') continue;
    for (const { kind, spec } of asked.compiled.resources)
      if (kind === 'Image') found.set(`${spec.source} ${spec.repository}`, spec);
  }
  return [...found.values()];
}
