// What merging will do, as one would tell a colleague.

import { splitTarget } from '../../resources/address.ts';
import { actsAtOnce } from '../effects.ts';
import type { Step } from '../plan.ts';
import { type Markdown, text, trusted } from './escape.ts';
import type { TargetReview } from './review.ts';
import { actionOf, count, list } from './words.ts';

const MOST_NAMED = 3;

export function merging(targets: readonly TargetReview[]): Markdown {
  const [only] = targets;
  if (only === undefined) return trusted('**Merging will** change nothing that runs.');
  if (targets.length === 1) return trusted(`**Merging will** ${forOne(only)}`);
  const parts = (
    [
      ['create', 'start', 'for the first time'],
      ['update', 'update', ''],
      ['park', 'park', ''],
      ['delete', 'delete', 'for good'],
      ['none', 'leave', 'as they run'],
    ] as const
  ).flatMap(([action, verb, how]) => {
    const found = targets.filter(({ plan }) => actionOf(plan) === action);
    const names =
      found.length > MOST_NAMED
        ? count(found.length, 'target')
        : list(found.map(({ target }) => text(target)));
    return found.length === 0 ? [] : [`${verb} ${names} ${how}`.trim()];
  });
  return trusted(
    `**Merging will** ${list(parts)}. Each goes on its own: one that fails does not stop the others.`,
  );
}

function forOne(review: TargetReview): string {
  const { plan, target } = review;
  const steps = plan.waves.flat();
  const name = text(target);
  if (plan.foreign.length > 0) return `change nothing in ${name} while something foreign is there.`;
  switch (actionOf(plan)) {
    case 'delete':
      return `delete ${name} for good.`;
    case 'park':
      return `cut ${name} off from callers at once and keep no instances running. It is deleted after the environment's grace time; putting the file back brings it back.`;
    case 'none':
      return `change nothing that runs in ${name}.`;
    case 'create':
      return `copy the image, start ${text(splitTarget(target).workload)}${regions(steps)} and let callers in once it serves.`;
    case 'update':
      return update(review, steps);
  }
}

function update({ strategy }: TargetReview, steps: readonly Step[]): string {
  const services = steps.filter((step) => step.kind === 'Service');
  const making = services.filter(
    ({ standing, differences }) =>
      standing.state !== 'settled' && differences.some(({ path }) => !actsAtOnce(path)),
  );
  const moving = steps.filter(({ kind }) => kind === 'Traffic');
  const now = steps.flatMap(({ effects }) => effects).filter(({ risk }) => risk !== 'revision');
  const fields = list(
    [...new Set(now.map(({ path }) => (path === '' ? 'access' : path)))].map((path) => text(path)),
  );
  const immediate = now.length === 0 ? '' : `change ${fields} *at once*`;
  if (making.length > 0) {
    const also = immediate === '' ? '' : `${immediate}, and `;
    return `${also}start a new revision${regions(making)} and, when it is ready, move ${traffic(strategy, 'to it')}. If it does not start, what serves now keeps serving.`;
  }
  if (moving.length > 0) {
    const revision = moving[0]?.revision ?? null;
    const to = revision === null ? 'a revision that is ready' : text(revision);
    return `${immediate === '' ? '' : `${immediate}, and `}move ${traffic(strategy, `${regions(moving).trim()} to ${to}`.trim())}. Nothing new is started.`;
  }
  return immediate === ''
    ? `prepare the image${regions(steps)}; what serves stays as it is.`
    : `${immediate} on what serves${regions(steps)}, without a new revision.`;
}

function traffic(strategy: string, where: string): string {
  return strategy === 'expedited'
    ? `all traffic ${where} at once`
    : `traffic ${where} step by step (${text(strategy)})`;
}

function regions(steps: readonly Step[]): string {
  const found = [...new Set(steps.flatMap(({ region }) => region ?? []))].sort();
  return found.length === 0 ? '' : ` in ${list(found.map((region) => text(region)))}`;
}
