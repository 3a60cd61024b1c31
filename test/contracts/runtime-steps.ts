// The steps that the runtime contract asks for, as a plan would make them.

import type { Action, Making } from '../../src/plan/plan.ts';
import type { Provider } from '../../src/ports/provider.ts';
import type { Scope } from '../../src/resources/scope.ts';
import { splitTarget } from '../../src/resources/address.ts';
import type { Template } from '../../src/resources/kinds.ts';
import type { Marks, Observed, Resource } from '../../src/resources/resource.ts';
import { endpoint, service, template, traffic } from '../support/resources.ts';
import type { Place } from '../support/resources.ts';
import { until } from '../support/until.ts';

export type RunKind = 'Service' | 'Traffic' | 'Endpoint';
export type Runtime = Provider<RunKind>;

export interface Sight {
  readonly service: Observed<'Service'>;
  readonly traffic: Observed<'Traffic'>;
  readonly endpoint: Observed<'Endpoint'>;
}

export interface Asked {
  readonly step: Resource<RunKind>;
  readonly action?: Action;
  readonly revision?: string;
}

/** One workload of the contract, in one region. */
export interface Subject {
  readonly at: Place;
  readonly scope: Scope;
  readonly look: () => Promise<Sight | null>;
  /** Looks until it is healthy or degraded, and traffic is where it was asked to be. */
  readonly settled: () => Promise<Sight>;
  readonly write: (
    before: Sight | null,
    asked: readonly Asked[],
    marks?: Partial<Marks>,
  ) => Promise<void>;
  /** Created, opened, and serving what is returned. */
  readonly deployed: (image: string) => Promise<Sight>;
}

export function subjectOf(
  runtime: Runtime,
  scope: Omit<Scope, 'workload'>,
  workload: string,
): Subject {
  const region = scope.runtime.regions[0] ?? '';
  const at: Place = { environment: scope.environment, workload, region };
  const narrow: Scope = { ...scope, workload };
  const { signal } = new AbortController();

  async function look(): Promise<Sight | null> {
    const seen = (await runtime.observe(narrow, [], signal)).filter((one) => one.region === region);
    const found = {
      service: seen.find((one) => one.kind === 'Service'),
      traffic: seen.find((one) => one.kind === 'Traffic'),
      endpoint: seen.find((one) => one.kind === 'Endpoint'),
    };
    return found.service && found.traffic && found.endpoint ? (found as Sight) : null;
  }

  const subject: Subject = {
    at,
    scope: narrow,
    look,
    async settled() {
      const seen = await until(
        look,
        (sight) => sight !== null && sight.service.health.status !== 'progressing',
      );
      if (seen === null) throw new Error(`there is no ${workload}`);
      return seen;
    },
    write: (before, asked, marks = {}) =>
      runtime.apply(
        {
          scope: narrow,
          target: `${at.environment}/${workload}`,
          region,
          steps: asked.map((one) => stepOf(one, before)),
          marks,
          before: before?.service ?? null,
          adopt: false,
        },
        signal,
      ),
    async deployed(image) {
      const wanted = service({ template: contractTemplate(image) }, at);
      await subject.write(null, [{ step: wanted, revision: firstRevision(wanted) }]);
      const created = await subject.settled();
      await subject.write(created, [{ step: endpoint({}, at) }]);
      return subject.settled();
    },
  };
  return subject;
}

/** What starts quickly and says which version it is. */
export function contractTemplate(image: string, changes: Partial<Template> = {}): Template {
  return template({ image, environment: { RUNWAY_VERSION: '1.4.2', NOTE: '' }, ...changes });
}

export function firstRevision(wanted: Resource<'Service'>): string {
  return revisionOf(wanted, 1);
}

export function revisionOf(wanted: Resource<'Service'>, attempt: number): string {
  const { workload } = splitTarget(wanted.target);
  const [share] = traffic(wanted.spec.template).spec.shares;
  return `${workload}-${share?.template}-${attempt}`;
}

function stepOf({ step, action, revision }: Asked, before: Sight | null): Making<RunKind> {
  const seen = before === null ? null : { ...before }[nameOf(step.kind)];
  return {
    ...step,
    action: action ?? (before === null ? 'create' : 'update'),
    before: seen,
    after: step,
    differences: [],
    effects: [],
    standing: { state: 'ready' },
    revision: revision ?? null,
  } as Making<RunKind>;
}

function nameOf(kind: RunKind): keyof Sight {
  return { Service: 'service', Traffic: 'traffic', Endpoint: 'endpoint' }[kind] as keyof Sight;
}
