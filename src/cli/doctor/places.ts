// What there is to be reached, from the documents of the default branch.

import { scopeOf, scopeOfEnvironment } from '../../documents/scope.ts';
import { provisioner } from '../../passes/programs/provisioner.ts';
import { reconciler } from '../../passes/programs/reconciler.ts';
import type { Sha } from '../../ports/forge.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import type { ImageSpec } from '../../resources/kinds.ts';
import type { Scope } from '../../resources/scope.ts';
import type { World } from '../connect.ts';

/** One environment. */
export interface Place {
  readonly name: string;
  readonly scope: Scope;
  /** Those that the inventory lists here. */
  readonly provisioned: readonly PlacedTarget[];
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
    environments.map(async ({ value }): Promise<Place> => {
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
        images: await imagesOf(deployed.filter(here), { desired }, commit),
      };
    }),
  );
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
