// A runtime in memory that keeps the promises of a real one, for tests of what stands on it.

import type { Provider, Write } from '../../ports/provider.ts';
import type { Clock } from '../../ports/clock.ts';
import { movedOn, notOurs } from '../../ports/refusals.ts';
import type { Target } from '../../resources/address.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Template } from '../../resources/kinds.ts';
import { sightOf } from './runtime-sight.ts';
import type {
  MemoryRequest,
  MemoryService,
  OperationLength,
  RuntimeControls,
  RuntimeWorld,
} from './runtime-world.ts';
import {
  controlsOf,
  emptyWorld,
  keyOf,
  newService,
  settleAll,
  settleDue,
} from './runtime-world.ts';
import { carryOut } from './runtime-write.ts';
import type { RunKind } from './runtime-write.ts';

export interface MemoryRuntimeSettings {
  readonly clock?: Pick<Clock, 'now'>;
  /**
   * `at once` (default): what is asked for is there at the next look. `when told`: only after `world.settle()`.
   * Lengths: as much later by the clock as each operation takes.
   */
  readonly settles?: 'at once' | 'when told' | OperationLength;
}

export function createMemoryRuntime(
  settings: MemoryRuntimeSettings = {},
): Provider<RunKind> & { readonly world: RuntimeControls } {
  const world = emptyWorld();
  const seenAt = new WeakMap<object, number>();
  const time = () => settings.clock?.now() ?? new Date();
  const now = () => time().toISOString();
  const { settles = 'at once' } = settings;
  const settle = (): void => {
    if (settles === 'at once') settleAll(world);
    else if (settles !== 'when told')
      settleDue(world, { now: time().getTime(), lengthOf: settles });
  };

  const note = (request: MemoryRequest): void => {
    const fault = world.faults.get(request.verb)?.shift();
    world.requests.push(request);
    if (fault !== undefined) throw fault;
  };

  return {
    kinds: ['Service', 'Traffic', 'Endpoint'],
    world: controlsOf(world, () => FOREIGN),

    async observe(scope, wanted, signal) {
      signal.throwIfAborted();
      note({ verb: 'observe', target: null, region: null, fields: [] });
      settle();
      const names = new Set(wanted.map(({ target }) => splitTarget(target).workload));
      const look = { environment: scope.environment, closely: scope.workload !== null };
      return [...world.services.values()]
        .filter(
          ({ project, region, parked }) =>
            !parked && project === scope.runtime.project && scope.runtime.regions.includes(region),
        )
        .filter((service) =>
          scope.workload === null
            ? service.environment === scope.environment || names.has(service.workload)
            : service.workload === scope.workload,
        )
        .flatMap((service) => {
          const seen = sightOf(service, look);
          for (const resource of seen) seenAt.set(resource, service.generation);
          return seen;
        });
    },

    async rehearse(_, desired, signal) {
      signal.throwIfAborted();
      const target = desired[0]?.target ?? null;
      note({ verb: 'rehearse', target, region: null, fields: [] });
      return world.refusals;
    },

    async apply(write, signal) {
      signal.throwIfAborted();
      const before = write.before ?? write.steps.find((step) => step.before !== null)?.before;
      const service = before ? found(world, write, seenAt.get(before)) : made(world, write);
      const verb = before ? 'update' : 'create';
      const { target, region } = write;
      note({ verb, target, region, fields: [] });
      const steps = before ? write.steps : write.steps.filter(({ kind }) => kind === 'Service');
      const fields = carryOut({ ...write, steps }, { world, service, now: now() });
      world.requests.splice(-1, 1, { verb, target, region, fields });
      world.services.set(keyOf(service.project, service.region, service.workload), service);
    },

    async remove(scope, { target, region }, signal) {
      signal.throwIfAborted();
      note({ verb: 'remove', target, region, fields: [] });
      const { environment, workload } = splitTarget(target);
      const key = keyOf(scope.runtime.project, region ?? '', workload);
      const service = world.services.get(key);
      if (service === undefined || service.parked) return;
      if (service.environment !== environment)
        throw notOurs(inWords(target, region ?? ''), 'rename');
      world.services.delete(key);
    },
  };
}

function made(world: RuntimeWorld, write: Write<RunKind>): MemoryService {
  const { at, environment } = placeOf(write);
  const there = world.services.get(keyOf(at.project, at.region, at.workload));
  const parked = there?.parked === true && there.environment === environment;
  if (there !== undefined && !parked)
    throw movedOn(inWords(write.target, at.region), 'is there already');
  if (!write.steps.some(({ kind }) => kind === 'Service'))
    throw movedOn(inWords(write.target, at.region), 'is gone');
  return parked ? { ...there, parked: false } : newService(at, environment);
}

function found(
  world: RuntimeWorld,
  write: Write<RunKind>,
  generation: number | undefined,
): MemoryService {
  const { at, environment } = placeOf(write);
  const service = world.services.get(keyOf(at.project, at.region, at.workload));
  if (service === undefined) throw movedOn(inWords(write.target, at.region), 'is gone');
  if (service.environment !== environment)
    throw notOurs(inWords(write.target, at.region), 'rename');
  if (service.generation !== generation)
    throw movedOn(inWords(write.target, at.region), 'was changed');
  return service;
}

function placeOf({ scope, target, region }: Write<RunKind>) {
  const { environment, workload } = splitTarget(target);
  return { at: { project: scope.runtime.project, region: region ?? '', workload }, environment };
}

function inWords(target: Target, region: string): string {
  return `The service of ${target} in ${region}`;
}

/** What somebody else runs. */
const FOREIGN: Template = {
  image: 'docker.io/somebody/else:1',
  port: 8080,
  protocol: 'http1',
  environment: {},
  secrets: {},
  serviceAccount: null,
  cpu: '1000m',
  memory: '512Mi',
  startupCpuBoost: false,
  cpuAlwaysAllocated: false,
  concurrency: 80,
  timeoutSeconds: 300,
  executionEnvironment: 'default',
  startupProbe: {
    check: { type: 'tcp' },
    initialDelaySeconds: 0,
    timeoutSeconds: 240,
    periodSeconds: 240,
    failureThreshold: 1,
  },
  livenessProbe: null,
  network: null,
  unmanaged: {},
};
