// What is said of targets whose accounts, trust and repositories are made or taken away: nothing of it runs.

import { splitTarget } from '../../resources/address.ts';
import type { Kind } from '../../resources/kinds.ts';
import type { Step } from '../plan.ts';
import { type Markdown, text, trusted } from './escape.ts';
import type { Condition, TargetProgress, TargetReview } from './review.ts';
import { actionOf, count, environmentsOf, list } from './words.ts';

/** In the words of a title: `merging provisions checkout in dev and staging.` */
export function verdictOn(targets: readonly TargetReview[]): string {
  const stuck = targets.filter(({ plan }) => plan.foreign.length > 0);
  if (stuck.length > 0) {
    return `${whatIn(stuck)} cannot be provisioned: something there is not Runway's.`;
  }
  const actions = new Set(targets.map(actionOf));
  const where = whatIn(targets);
  if (actions.size === 1 && actions.has('create')) return `merging provisions ${where}.`;
  if (actions.size === 1 && actions.has('remove')) {
    return `merging takes from ${where} all that Runway made for it.`;
  }
  return `merging changes what ${where} may do and have.`;
}

/** Of a merge request that has nothing for the provisioner; null where there is something. */
export function nothingProvisioned(condition: Condition): string | null {
  switch (condition.state) {
    case 'planned': {
      const { targets, unseen = [] } = condition;
      return targets.length + unseen.length === 0 ? 'merging provisions nothing.' : null;
    }
    case 'merged':
      return condition.targets.length === 0 ? 'merged. Nothing was to be provisioned.' : null;
    case 'closed':
      return 'closed without merging. Nothing was provisioned.';
    case 'invalid':
    case 'conflict':
    case 'unknown':
    case 'elsewhere':
      return null;
  }
}

/** `checkout in dev and staging`, or a count where several workloads are spoken of. */
function whatIn(targets: readonly TargetReview[]): string {
  const names = targets.map(({ target }) => target);
  const workloads = [...new Set(names.map((target) => splitTarget(target).workload))];
  const what = workloads.length === 1 ? (workloads[0] ?? '') : count(workloads.length, 'workload');
  return `${what} in ${list(environmentsOf(names))}`;
}

/** What merging does, after `Merging will`. */
export function willDo(targets: readonly TargetReview[]): Markdown {
  const free = targets.filter(({ plan }) => plan.foreign.length === 0);
  const parts = (['create', 'update', 'remove'] as const).flatMap((action) => {
    const found = free.filter((review) => actionOf(review) === action);
    return found.length === 0 ? [] : [`${VERBS[action]} ${text(whatIn(found))}${END[action]}`];
  });
  if (parts.length === 0) return trusted('change nothing while something foreign is there.');
  const each = free.length > 1 ? ' Each target goes on its own.' : '';
  const runs = free.some((review) => actionOf(review) !== 'remove');
  return trusted(`${parts.join('; ')}.${runs ? ' Nothing is deployed by it.' : ''}${each}`);
}

const VERBS = {
  create: 'make accounts and what goes with them for',
  update: 'change at once what is there for',
  remove: 'remove what is there for',
} as const;

const END = {
  create: '',
  update: '',
  remove:
    ', last made first, as soon as nothing is deployed to it; its images go with it, and what was written to Vault stays',
} as const;

const NOUNS: Readonly<Partial<Record<Kind, readonly [one: string, many: string]>>> = {
  ServiceAccount: ['account', 'accounts'],
  Trust: ['trust', 'trusts'],
  VaultPolicy: ['Vault policy', 'Vault policies'],
  VaultRole: ['Vault role', 'Vault roles'],
  ImageRepository: ['image repository', 'image repositories'],
  ParkedService: ['service', 'services'],
};

/** `2 accounts, 1 trust and 3 services`: what the steps are about. */
export function whatOf(steps: readonly Step[]): string {
  const numbers = new Map<Kind, number>();
  for (const { kind } of steps) numbers.set(kind, (numbers.get(kind) ?? 0) + 1);
  return list(
    [...numbers].map(([kind, number]) => {
      const [one, many] = NOUNS[kind] ?? [kind, kind];
      return `${number} ${number === 1 ? one : many}`;
    }),
  );
}

/** How one target stands after the merge. */
export function progressOf({ target, outcome, leaving }: TargetProgress): string {
  const { environment, workload } = splitTarget(target);
  switch (outcome?.type) {
    case undefined:
      if (leaving === true)
        return `what Runway made for ${workload} in ${environment} is being taken away.`;
      return `what ${workload} may do and have in ${environment} is on its way.`;
    case 'proven':
      return `${workload} has all that it needs in ${environment}.`;
    case 'failed':
      return `provisioning ${workload} in ${environment} failed.`;
    case 'held':
      return `${target} is on hold; nothing was changed.`;
    case 'superseded':
      return `${target} was superseded by ${outcome.by}.`;
    case 'parked':
    case 'removed':
      return `nothing of ${workload} is left in ${environment}.`;
  }
}
