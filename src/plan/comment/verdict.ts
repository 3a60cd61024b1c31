// The whole comment in one sentence of plain text.

import { splitTarget } from '../../resources/address.ts';
import { planEmpty } from '../state.ts';
import { nothingProvisioned, progressOf, verdictOn } from './provisioning.ts';
import { onlySecrets } from './secrets.ts';
import type { Condition, Review, TargetProgress, TargetReview } from './review.ts';
import { actionOf, count, environmentsOf, isProvisioning, list } from './words.ts';

/** Not Markdown: whoever shows it escapes it. Ends with a full stop. */
export function verdict({ program, condition }: Pick<Review, 'program' | 'condition'>): string {
  const aside = program === 'provisioner' ? nothingProvisioned(condition) : null;
  if (aside !== null) return aside;
  switch (condition.state) {
    case 'planned':
      return planned(condition);
    case 'invalid': {
      const errors = condition.problems.filter(({ severity }) => severity === 'error').length;
      return `${count(errors, 'mistake')} in the files. Nothing is planned until ${errors === 1 ? 'it is' : 'they are'} mended.`;
    }
    case 'conflict':
      return 'this branch conflicts with the target branch. Nothing is planned until it merges cleanly.';
    case 'unknown':
      return 'no plan yet, because something could not be looked at.';
    case 'merged':
      return merged(condition.targets, program === 'provisioner' ? progressOf : mergedOne);
    case 'elsewhere':
      return `this goes into ${condition.target} and not into ${condition.deployed}. Merging it deploys nothing.`;
    case 'closed':
      return 'closed without merging. Nothing was deployed.';
  }
}

/** How many things a person or the world must still do before this can go out. */
export function obstacles(condition: Planned): number {
  const { targets, draft, unseen = [], filesOnly = false } = condition;
  return targets.reduce(
    (sum, { gates, plan, completion }) =>
      sum + gates.length + plan.foreign.length + (completion?.type === 'to write' ? 1 : 0),
    (draft ? 1 : 0) + (filesOnly ? 1 : unseen.length),
  );
}

type Planned = Extract<Condition, { state: 'planned' }>;

function planned(condition: Planned): string {
  const ways = obstacles(condition);
  const but =
    ways === 0 ? '' : ` ${count(ways, 'thing')} ${ways === 1 ? 'stands' : 'stand'} in the way.`;
  const { targets, unseen = [] } = condition;
  if (unseen.length === 0) return `${whatMerging(targets)}${but}`;
  const where = list(environmentsOf(unseen.map(({ target }) => target)));
  const some = `${count(unseen.length, 'target')} in ${where} could not be looked at.`;
  return targets.length === 0 ? some : `${whatMerging(targets)} ${some}`;
}

function whatMerging(targets: readonly TargetReview[]): string {
  const [only] = targets;
  if (only !== undefined && targets.every(({ plan }) => isProvisioning(plan))) {
    return verdictOn(targets);
  }
  if (only !== undefined && targets.length === 1) return forOne(only);
  const changing = targets.filter(({ plan }) => !planEmpty(plan)).map(({ target }) => target);
  if (changing.length === 0) return 'merging changes nothing that runs.';
  return `merging changes ${count(changing.length, 'target')} in ${list(environmentsOf(changing))}.`;
}

function forOne({ target, before, after, plan }: TargetReview): string {
  const { environment, workload } = splitTarget(target);
  const action = actionOf({ plan, after });
  const version = after?.version ?? '';
  if (plan.foreign.length > 0) {
    return `${workload} cannot be deployed to ${environment}: something there is not Runway's.`;
  }
  switch (action) {
    case 'park':
    case 'remove':
      return `merging parks ${target}: nobody can call it from outside any more.`;
    case 'none':
      return `merging changes nothing that runs in ${target}.`;
    case 'create':
      return `merging starts ${workload} ${version} in ${environment} for the first time.`;
    case 'update': {
      if (before?.version !== after?.version)
        return `merging deploys ${workload} ${version} to ${environment}.`;
      const secrets = onlySecrets(plan.waves.flat());
      const what =
        secrets.length === 0 ? target : `${list(secrets)} of ${workload} in ${environment}`;
      return `merging changes ${what}; the version stays ${version}.`;
    }
  }
}

function merged(
  targets: readonly TargetProgress[],
  ofOne: (progress: TargetProgress) => string,
): string {
  const [only] = targets;
  if (only === undefined) return 'merged. Nothing that runs has changed.';
  if (targets.length === 1) return ofOne(only);
  const parts = (
    [
      { words: 'failed', found: ofState(targets, ['failed']) },
      { words: 'on hold', found: ofState(targets, ['held']) },
      { words: 'under way', found: ofState(targets, ['under way']) },
      { words: 'done', found: ofState(targets, ['proven', 'parked', 'removed']) },
      { words: 'superseded', found: ofState(targets, ['superseded']) },
    ] as const
  ).filter(({ found }) => found > 0);
  const [first] = parts;
  return parts.length === 1 && first !== undefined
    ? `${targets.length === 2 ? 'both' : `all ${targets.length}`} targets ${ALL[first.words]}.`
    : `of ${count(targets.length, 'target')}, ${list(parts.map(({ words, found }) => `${found} ${words}`))}.`;
}

const ALL = {
  failed: 'failed',
  'on hold': 'are on hold',
  'under way': 'are under way',
  done: 'are done',
  superseded: 'are superseded',
} as const;

function ofState(targets: readonly TargetProgress[], states: readonly string[]): number {
  return targets.filter(({ outcome }) => states.includes(outcome?.type ?? 'under way')).length;
}

function mergedOne(progress: TargetProgress): string {
  const { target, outcome, after } = progress;
  const { environment, workload } = splitTarget(target);
  const release = after === null ? workload : `${workload} ${after.version}`;
  switch (outcome?.type) {
    case undefined:
      return after === null
        ? `${target} is being removed.`
        : `${release} is on its way to ${environment}.`;
    case 'proven':
      return `${release} serves in ${environment}.`;
    case 'failed': {
      const still = stillServing(progress);
      return `${release} failed in ${environment}${still === null ? '' : `; ${still}`}.`;
    }
    case 'held':
      return `${target} is on hold; nothing was changed.`;
    case 'superseded':
      return `${target} was superseded by ${outcome.by}.`;
    case 'parked':
      return `${target} is parked.`;
    case 'removed':
      return `${target} is removed.`;
  }
}

/** After a failure: what callers get now. Null when that is not known. */
export function stillServing({ serving, before, progress }: TargetProgress): string | null {
  if (serving !== undefined) return `${serving} serves`;
  const traffic = progress.filter(({ subject }) => subject === 'traffic');
  const untouched = traffic.length > 0 && traffic.every(({ state }) => state === 'waiting');
  return untouched && before !== null ? 'what served before keeps serving' : null;
}
