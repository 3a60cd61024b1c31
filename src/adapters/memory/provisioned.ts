// What the provisioner makes, in memory: each kind as a value under its name, with whom it belongs to.

import type { Provider, Write } from '../../ports/provider.ts';
import { notOurs, stillInUse } from '../../ports/refusals.ts';
import { splitTarget, targetOf, type Address, type Target } from '../../resources/address.ts';
import type { Kind } from '../../resources/kinds.ts';
import type { Facts, Observed, Resource } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import type { RuntimeControls } from './runtime-world.ts';

export type ProvisionedKind =
  'ServiceAccount' | 'Trust' | 'VaultPolicy' | 'VaultRole' | 'ImageRepository' | 'ParkedService';

export interface ProvisionedControls {
  /** Everything that was written or removed, oldest first: `create dev/checkout/Trust`. */
  readonly requests: readonly string[];
  /** Puts it there as somebody else would have made it. */
  foreign(this: void, scope: Pick<Scope, 'runtime'>, resource: Resource<ProvisionedKind>): void;
  /** Changes it as a person with a console would. Throws when it is not there. */
  handEdit(
    this: void,
    scope: Pick<Scope, 'runtime'>,
    address: Address,
    edit: (spec: Resource<ProvisionedKind>['spec']) => Resource<ProvisionedKind>['spec'],
  ): void;
  /** The next write or removal of this kind throws. */
  failNext(this: void, kind: ProvisionedKind, error: Error): void;
}

export interface MemoryProvisionedSettings {
  /** Left out: all of them. */
  readonly kinds?: readonly ProvisionedKind[];
  /** Where parked services are seen by whoever deploys. Left out: nobody ever deploys to one. */
  readonly runtime?: RuntimeControls;
}

interface Stored {
  readonly resource: Resource<ProvisionedKind>;
  /** Null: not made by Runway. */
  readonly owner: Target | null;
}

const KINDS: readonly ProvisionedKind[] = [
  'ServiceAccount',
  'Trust',
  'VaultPolicy',
  'VaultRole',
  'ImageRepository',
  'ParkedService',
];

export function createMemoryProvisioned(
  settings: MemoryProvisionedSettings = {},
): Provider<ProvisionedKind> & { readonly world: ProvisionedControls } {
  const { kinds = KINDS, runtime } = settings;
  const stored = new Map<string, Stored>();
  const requests: string[] = [];
  const faults = new Map<ProvisionedKind, Error[]>();
  const note = (
    action: string,
    { kind, address }: Pick<Resource<ProvisionedKind>, 'kind' | 'address'>,
  ) => {
    requests.push(`${action} ${address}`);
    const fault = faults.get(kind)?.shift();
    if (fault !== undefined) throw fault;
  };
  const inUse = (scope: Scope, resource: Resource): boolean =>
    resource.kind === 'ParkedService' && runtime?.parked(placeOf(scope, resource)) === 'in use';
  return {
    kinds,
    world: controlsOf({ stored, requests, faults }),
    async observe(scope, wanted, signal) {
      signal.throwIfAborted();
      const names = new Set(wanted.map(({ target }) => splitTarget(target).workload));
      return [...stored]
        .filter(([key]) => key.startsWith(`${scope.runtime.project} `))
        .filter(([, { resource }]) => kinds.includes(resource.kind))
        .filter(
          ([
            ,
            {
              resource: { region },
            },
          ]) => seesRegion(scope, region),
        )
        .filter(([, { resource, owner }]) => {
          const { workload } = splitTarget(resource.target);
          if (scope.workload !== null) return workload === scope.workload;
          return splitTarget(owner ?? '/').environment === scope.environment || names.has(workload);
        })
        .map(([, one]) => observed(scope, one, inUse(scope, one.resource)));
    },
    rehearse: () => Promise.resolve([]),
    async apply(write, signal) {
      signal.throwIfAborted();
      for (const { action, after } of write.steps) {
        const key = keyOf(write.scope, after);
        const there = stored.get(key);
        if (there !== undefined && there.owner !== write.target && !write.adopt)
          throw notOurs(after.address, 'adopt');
        note(action, after);
        stored.set(key, { resource: after, owner: write.target });
        if (after.kind === 'ParkedService' && there === undefined) park(runtime, write, after);
      }
    },
    async remove(scope, seen, signal) {
      signal.throwIfAborted();
      const there = stored.get(keyOf(scope, seen));
      if (there === undefined) return;
      if (there.owner !== seen.target) throw notOurs(seen.address, 'adopt');
      note('remove', seen);
      if (inUse(scope, seen)) throw stillInUse(seen.address);
      stored.delete(keyOf(scope, seen));
      if (seen.kind === 'ParkedService') runtime?.unpark(placeOf(scope, seen));
    },
  };
}

function seesRegion({ runtime }: Scope, region: string | null): boolean {
  return region === null || runtime.regions.includes(region);
}

function controlsOf(world: {
  readonly stored: Map<string, Stored>;
  readonly requests: readonly string[];
  readonly faults: Map<ProvisionedKind, Error[]>;
}): ProvisionedControls {
  const { stored, requests, faults } = world;
  return {
    requests,
    foreign: (scope, resource) =>
      void stored.set(keyOf(scope, resource), { resource, owner: null }),
    handEdit(scope, address, edit) {
      const key = `${scope.runtime.project} ${nameOf(address)}`;
      const found = stored.get(key);
      if (found === undefined) throw new Error(`there is no ${address}`);
      const resource = { ...found.resource, spec: edit(found.resource.spec) };
      stored.set(key, { ...found, resource: resource as Resource<ProvisionedKind> });
    },
    failNext: (kind, error) => void faults.set(kind, [...(faults.get(kind) ?? []), error]),
  };
}

/** Names in a project know of no environment, as at Google. */
function keyOf({ runtime }: Pick<Scope, 'runtime'>, { address }: Resource): string {
  return `${runtime.project} ${nameOf(address)}`;
}

function nameOf(address: Address): string {
  return address.slice(address.indexOf('/') + 1);
}

function placeOf({ runtime }: Scope, { target, region }: Resource) {
  const { workload } = splitTarget(target);
  return { project: runtime.project, region: region ?? '', workload };
}

function park(
  runtime: RuntimeControls | undefined,
  { scope }: Write<ProvisionedKind>,
  resource: Resource,
): void {
  runtime?.park(placeOf(scope, resource), scope.environment);
}

function observed(
  { environment }: Scope,
  { resource, owner }: Stored,
  inUse: boolean,
): Observed<ProvisionedKind> {
  const target = targetOf(environment, splitTarget(resource.target).workload);
  const seen = {
    ...resource,
    target,
    address: `${environment}/${nameOf(resource.address)}`,
    owned: owner === target,
    health: { status: 'healthy' },
    facts: factsOf(resource.kind, inUse),
  };
  // The facts are those of the resource's own kind.
  return seen as Observed<ProvisionedKind>;
}

function factsOf(kind: Kind, inUse: boolean): Facts[Kind] {
  if (kind === 'ServiceAccount') return { uniqueId: '100000000000000000001' };
  if (kind === 'Trust') return { strangers: [] };
  return kind === 'ParkedService' ? { inUse } : {};
}
