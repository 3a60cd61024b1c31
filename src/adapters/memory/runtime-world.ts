// A runtime's services as plain values, and the hands that tests move them with.

import type { EndpointSpec, Scaling, Template } from '../../resources/kinds.ts';
import type { Marks, Revision, Route } from '../../resources/resource.ts';
import type { Target } from '../../resources/address.ts';
import { splitTarget } from '../../resources/address.ts';
import { templateHash } from '../../resources/revision.ts';

export interface MemoryRevision {
  readonly name: string;
  readonly template: Template;
  readonly createdAt: string;
  state: Revision['state'];
  message: string;
}

export interface MemoryService {
  readonly project: string;
  readonly region: string;
  readonly workload: string;
  /** The environment in its labels; null for a service that carries none of ours. */
  environment: string | null;
  /** True while it holds nothing but the placeholder that it was made ahead with. */
  parked: boolean;
  /** Goes up with every write. */
  generation: number;
  scaling: Scaling;
  labels: Record<string, string>;
  unmanaged: Record<string, string>;
  endpoint: EndpointSpec;
  marks: Marks;
  revisions: MemoryRevision[];
  asked: Route[];
  /** ISO 8601: since when these routes are asked for. */
  askedAt: string;
  served: Route[];
}

/** Milliseconds that the runtime takes to start a revision or to move traffic. */
export type OperationLength = (
  workload: string,
  operation: 'start a revision' | 'move traffic',
) => number;

export interface MemoryRequest {
  readonly verb: 'observe' | 'create' | 'update' | 'remove' | 'rehearse';
  readonly target: Target | null;
  readonly region: string | null;
  /** What a write wrote: `template`, `traffic`, `scaling`, … */
  readonly fields: readonly string[];
}

/** What a test can do to the world. */
export interface RuntimeControls {
  /** Everything that was asked, oldest first. */
  readonly requests: readonly MemoryRequest[];
  /** The next revisions that are made will not start; one message each. */
  failNextRevision(message: string): void;
  /** Lets everything come about that was asked for: revisions start, traffic moves. */
  settle(): void;
  /** Changes a service as a person with a console would. Throws when it is not there. */
  handEdit(target: Target, region: string, edit: (service: MemoryService) => void): void;
  /** Puts a service there that somebody else made. */
  foreign(at: { project: string; region: string; workload: string }): void;
  /** Puts a service there that was made ahead for a workload of the environment. */
  park(at: { project: string; region: string; workload: string }, environment: string): void;
  /** Takes it away again, whatever it holds. */
  unpark(at: { project: string; region: string; workload: string }): void;
  /** Whether there is one, and whether anything was deployed to it. */
  parked(at: { project: string; region: string; workload: string }): 'absent' | 'parked' | 'in use';
  /** The next call of this verb throws. */
  failNext(verb: MemoryRequest['verb'], error: Error): void;
  /** What `rehearse` answers from now on. */
  refuse(words: readonly string[]): void;
}

export interface RuntimeWorld {
  readonly services: Map<string, MemoryService>;
  readonly requests: MemoryRequest[];
  readonly brokenRevisions: string[];
  readonly faults: Map<MemoryRequest['verb'], Error[]>;
  refusals: readonly string[];
}

export function emptyWorld(): RuntimeWorld {
  return {
    services: new Map(),
    requests: [],
    brokenRevisions: [],
    faults: new Map(),
    refusals: [],
  };
}

export function keyOf(project: string, region: string, workload: string): string {
  return `${project}/${region}/${workload}`;
}

export function controlsOf(world: RuntimeWorld, template: () => Template): RuntimeControls {
  return {
    requests: world.requests,
    failNextRevision: (message) => void world.brokenRevisions.push(message),
    settle: () => settleAll(world),
    handEdit(target, region, edit) {
      const { environment, workload } = splitTarget(target);
      const found = [...world.services.values()].find(
        (service) =>
          service.region === region &&
          service.workload === workload &&
          (service.environment ?? environment) === environment,
      );
      if (found === undefined) throw new Error(`no service of ${target} in ${region}`);
      edit(found);
      found.generation += 1;
    },
    foreign: (at) => {
      const service = newService(at, null);
      serveAlone(service, `${at.workload}-00001-abc`, template());
      world.services.set(keyOf(at.project, at.region, at.workload), service);
    },
    park: (at, environment) => {
      const service = newService(at, environment);
      serveAlone(service, `${at.workload}-parked`, template());
      service.parked = true;
      world.services.set(keyOf(at.project, at.region, at.workload), service);
    },
    unpark: ({ project, region, workload }) =>
      void world.services.delete(keyOf(project, region, workload)),
    parked({ project, region, workload }) {
      const service = world.services.get(keyOf(project, region, workload));
      if (service === undefined) return 'absent';
      return service.parked ? 'parked' : 'in use';
    },
    failNext: (verb, error) =>
      void world.faults.set(verb, [...(world.faults.get(verb) ?? []), error]),
    refuse: (words) => {
      Object.assign(world, { refusals: words });
    },
  };
}

function serveAlone(service: MemoryService, name: string, template: Template): void {
  const createdAt = new Date(0).toISOString();
  service.revisions.push({ name, template, createdAt, state: 'ready', message: '' });
  service.asked = [{ revision: name, percent: 100, tag: null }];
  service.served = service.asked;
}

export function newService(
  at: { readonly project: string; readonly region: string; readonly workload: string },
  environment: string | null,
): MemoryService {
  return {
    ...at,
    environment,
    parked: false,
    generation: 1,
    scaling: { minInstances: 0, maxInstances: 100 },
    labels: {},
    unmanaged: {},
    endpoint: { ingress: 'internal', invokerCheck: true },
    marks: { intent: null, commit: null, mergeRequest: null, hold: null, parkedAt: null },
    revisions: [],
    asked: [],
    askedAt: new Date(0).toISOString(),
    served: [],
  };
}

export function settleAll(world: RuntimeWorld): void {
  settleDue(world, { now: Number.POSITIVE_INFINITY, lengthOf: () => 0 });
}

/** Lets come about what was asked for at least its operation's length ago. */
export function settleDue(
  world: RuntimeWorld,
  { now, lengthOf }: { readonly now: number; readonly lengthOf: OperationLength },
): void {
  for (const service of world.services.values()) {
    const { workload } = service;
    for (const revision of service.revisions) {
      const readyAt = Date.parse(revision.createdAt) + lengthOf(workload, 'start a revision');
      if (revision.state === 'starting' && readyAt <= now)
        revision.state = revision.message === '' ? 'ready' : 'failed';
    }
    const ready = new Set(
      service.revisions.filter(({ state }) => state === 'ready').map(({ name }) => name),
    );
    const servable = service.asked.every(
      ({ revision, percent }) => percent === 0 || ready.has(revision),
    );
    const movedAt = Date.parse(service.askedAt) + lengthOf(workload, 'move traffic');
    if (servable && movedAt <= now) service.served = service.asked;
  }
}

export function servingTemplate(service: MemoryService): Template | null {
  const [first] = [...service.served].sort((a, b) => b.percent - a.percent);
  const serving = service.revisions.find(({ name }) => name === first?.revision);
  return (serving ?? service.revisions.at(-1))?.template ?? null;
}

export function hashOf(service: MemoryService, revision: string) {
  const found = service.revisions.find(({ name }) => name === revision);
  return found === undefined ? null : templateHash(found.template);
}
