// The table of an open merge request: a row for each target, or one for many where there is little room.

import { splitTarget } from '../../resources/address.ts';
import { type Markdown, text, trusted } from './escape.ts';
import type { TargetReview } from './review.ts';
import { whatOf } from './provisioning.ts';
import { actionOf, count, isProvisioning, risksOf, versions } from './words.ts';

interface Columns {
  readonly names: readonly string[];
  readonly cells: (review: TargetReview) => readonly string[];
  /** What rows that become one have in common, and what stands for the others. */
  readonly shared: (review: TargetReview) => readonly string[];
}

const DEPLOYED: Columns = {
  names: ['Target', 'Version', 'Action', 'Strategy', 'Risk'],
  cells: (review) => {
    const { target, plan, strategy } = review;
    const action = actionOf(review);
    return [
      text(target),
      text(versions(review)),
      plan.foreign.length > 0 ? 'not possible' : action,
      action === 'create' || action === 'update' ? text(strategy) : '',
      plan.foreign.length > 0 ? 'none' : risksOf(review),
    ];
  },
  shared: (review) => ['various', actionOf(review), text(review.strategy), risksOf(review)],
};

const PROVISIONED: Columns = {
  names: ['Target', 'Action', 'What', 'Risk'],
  cells: (review) => {
    const { target, plan } = review;
    if (plan.foreign.length > 0) return [text(target), 'not possible', '', 'none'];
    return [text(target), actionOf(review), whatOf(plan.waves.flat()), risksOf(review)];
  },
  shared: (review) => [actionOf(review), 'various', risksOf(review)],
};

/** `brief`: one row for all targets of an environment that have action, strategy and risk in common. */
export function table(targets: readonly TargetReview[], brief: boolean): Markdown {
  const columns = targets.every(({ plan }) => isProvisioning(plan)) ? PROVISIONED : DEPLOYED;
  const rows = brief ? briefRows(targets, columns) : targets.map(columns.cells);
  const rule = columns.names.map(() => '---').join('|');
  return trusted([line(columns.names), `|${rule}|`, ...rows.map(line)].join('\n'));
}

function briefRows(targets: readonly TargetReview[], { shared }: Columns): string[][] {
  const rows = new Map<string, { readonly cells: readonly string[]; number: number }>();
  for (const review of targets) {
    const cells = [text(splitTarget(review.target).environment), ...shared(review)];
    const row = rows.get(cells.join('\n')) ?? { cells, number: 0 };
    row.number += 1;
    rows.set(cells.join('\n'), row);
  }
  return [...rows.values()].map(({ cells: [environment = '', ...rest], number }) => [
    `${environment}: ${count(number, 'target')}`,
    ...rest,
  ]);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
