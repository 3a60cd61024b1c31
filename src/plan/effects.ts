// What a step does to the world, and how much a reviewer must weigh it.

import { digestOf } from '../resources/canonical.ts';
import type { EndpointSpec } from '../resources/kinds.ts';
import type { Observed, Resource } from '../resources/resource.ts';
import type { Action, Difference, Effect, Plan, Risk } from './plan.ts';

interface Change {
  readonly action: Action;
  readonly before: Observed | null;
  /** Null: it is removed. */
  readonly after: Resource | null;
  readonly differences: readonly Difference[];
}

/** A creation is one effect, bound to its whole content, a removal is one; a change is one for each field. */
export function effectsOfChange({ action, before, after, differences }: Change): Effect[] {
  if (after === null) {
    return before === null
      ? []
      : [{ address: before.address, action, path: '', after: null, risk: 'removal' }];
  }
  const { address } = after;
  if (action === 'create') {
    return [{ address, action, path: '', after: digestOf(after.spec, 16), risk: riskOfNew(after) }];
  }
  // Who loses traffic tells how it was before; what the plan does is said by who gets it.
  const told =
    after.kind === 'Traffic' ? differences.filter((one) => one.after !== null) : differences;
  return told.map((difference) => ({
    address,
    action,
    path: difference.path,
    after: difference.after,
    risk: action === 'park' ? 'removal' : riskOf(difference.path, before, after),
  }));
}

/** All effects of a plan, in the order of its steps. */
export function effectsOf(plan: Plan): readonly Effect[] {
  return plan.waves.flat().flatMap((step) => step.effects);
}

/** True when nobody gains the right to call, and somebody may lose it. */
export function narrows(before: EndpointSpec, after: EndpointSpec): boolean {
  return reach(after) <= reach(before) && (after.invokerCheck || !before.invokerCheck);
}

/** Of all that a service has, these act at once on what serves; everything else is in its revisions. */
export function actsAtOnce(path: string): boolean {
  return /^(?:scaling|labels|unmanaged)\./.test(path);
}

function riskOfNew(after: Resource): Risk {
  if (after.kind !== 'Endpoint') return riskOf('', null, after);
  return isClosed(after.spec) ? 'revision' : 'exposure';
}

function riskOf(path: string, before: Observed | null, after: Resource): Risk {
  switch (after.kind) {
    case 'ServiceAccount':
    case 'Trust':
    case 'VaultPolicy':
    case 'VaultRole':
    case 'ImageRepository':
    case 'ParkedService':
      return 'identity';
    case 'Secret':
      if (path.startsWith('copies.')) return 'removal';
      return path.startsWith('readers') ? 'identity' : 'revision';
    case 'Image':
    case 'Traffic':
      return 'revision';
    case 'Service':
      return actsAtOnce(path) ? 'immediate' : 'revision';
    case 'Endpoint':
      if (before?.kind !== 'Endpoint') return 'exposure';
      return widensBy(path, before.spec, after.spec) ? 'exposure' : 'immediate';
  }
}

function widensBy(path: string, before: EndpointSpec, after: EndpointSpec): boolean {
  if (path === 'ingress') return reach(after) > reach(before);
  return before.invokerCheck && !after.invokerCheck;
}

function isClosed(spec: EndpointSpec): boolean {
  return spec.ingress === 'internal' && spec.invokerCheck;
}

function reach({ ingress }: EndpointSpec): number {
  return { internal: 0, 'internal-and-load-balancer': 1, all: 2 }[ingress];
}
