// What merging will do, as one would tell a colleague.

import { splitTarget } from '../../resources/address.ts';
import { actsAtOnce } from '../effects.ts';
import type { Risk, Step } from '../plan.ts';
import { copyIn } from '../retention.ts';
import { type Markdown, text, trusted } from './escape.ts';
import { willDo } from './provisioning.ts';
import type { TargetReview } from './review.ts';
import { actionOf, count, isProvisioning, list } from './words.ts';

const MOST_NAMED = 3;

export function merging(targets: readonly TargetReview[]): Markdown {
  const [only] = targets;
  if (only === undefined) return trusted('**Merging will** change nothing that runs.');
  if (targets.every(({ plan }) => isProvisioning(plan))) {
    return trusted(`**Merging will** ${willDo(targets)}`);
  }
  if (targets.length === 1) return trusted(`**Merging will** ${forOne(only)}`);
  const parts = (
    [
      ['create', 'start', 'for the first time'],
      ['update', 'update', ''],
      ['park', 'park', ''],
      ['none', 'leave', 'as they run'],
    ] as const
  ).flatMap(([action, verb, how]) => {
    const found = targets.filter((review) => actionOf(review) === action);
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
  switch (actionOf(review)) {
    case 'park':
    case 'remove':
      return `cut ${name} off from callers at once and keep no instances running. It is deleted after the environment's grace time; putting the file back brings it back.`;
    case 'none':
      return `change nothing that runs in ${name}.`;
    case 'create':
      return `copy ${copied(steps)}, start ${text(splitTarget(target).workload)}${regions(steps)} and let callers in once it serves.`;
    case 'update':
      return update(review, steps);
  }
}

function update({ strategy }: TargetReview, steps: readonly Step[]): string {
  const staying = steps.filter(({ action }) => action !== 'park');
  const parked = regions(steps.filter(({ action }) => action === 'park'));
  const first = fieldsOf(staying, 'immediate');
  const wider = fieldsOf(staying, 'exposure');
  const clauses = [
    first === '' ? null : `change ${first} *at once*`,
    main(strategy, staying),
    wider === '' ? null : `widen access *at once* (${wider})`,
    parked === '' ? null : `cut what runs${parked} off from callers *at once* and delete it later`,
  ].filter((clause) => clause !== null);
  clauses.unshift(...ofSecrets(staying));
  const what = clauses.length === 0 ? 'finish what is under way' : clauses.join('; ');
  return makes(staying)
    ? `${what}. If it does not start, what serves now keeps serving.`
    : `${what}. No new revision is started.`;
}

/** What happens to revisions and traffic; null when neither moves. */
function main(strategy: string, steps: readonly Step[]): string | null {
  const moving = steps.filter(({ kind }) => kind === 'Traffic');
  if (makes(steps)) {
    const made = steps.filter((step) => step.kind === 'Service' && isMade(step));
    const ready = made.length > 1 ? 'when it is ready in every region' : 'when it is ready';
    return `start a new revision${regions(made)} and, ${ready}, move ${traffic(strategy, 'to it')}`;
  }
  if (moving.length > 0) {
    const revision = moving[0]?.revision ?? null;
    const to = revision === null ? 'a revision that is ready' : text(revision);
    return `move ${traffic(strategy, `${regions(moving)} to ${to}`.trim())}`;
  }
  return steps.some(({ kind }) => kind === 'Image') ? 'copy the image' : null;
}

/** What a first deployment copies before it starts. */
function copied(steps: readonly Step[]): string {
  return ['the image', secretsIn(steps)].filter((part) => part !== null).join(' and ');
}

/** One that is only taken out of use, shared anew or removed is not copied. */
function secretsIn(steps: readonly Step[]): string | null {
  const secrets = ofKind(steps, 'Secret').filter(
    ({ action, differences }) =>
      action === 'create' ||
      differences.some(({ path }) => path === 'version' || path === 'source'),
  );
  return secrets.length === 0 ? null : count(secrets.length, 'secret');
}

function ofSecrets(steps: readonly Step[]): readonly string[] {
  const secrets = ofKind(steps, 'Secret');
  const copies = secretsIn(steps);
  const idle = secrets.filter(({ differences }) => differences.some((one) => copyIn(one) !== null));
  const shared = secrets.filter(({ action, differences }) =>
    action === 'update' ? differences.some(({ path }) => path.startsWith('readers.')) : false,
  );
  const gone = secrets.filter(({ action }) => action === 'remove');
  return [
    copies === null ? null : `copy ${copies} from Vault`,
    shared.length === 0 ? null : `set right who reads ${count(shared.length, 'secret')} *at once*`,
    idle.length === 0 ? null : `take old copies of ${count(idle.length, 'secret')} out of use`,
    gone.length === 0 ? null : `remove the copies of ${count(gone.length, 'secret')}`,
  ].filter((clause) => clause !== null);
}

function ofKind(steps: readonly Step[], kind: Step['kind']): readonly Step[] {
  return steps.filter((step) => step.kind === kind);
}

function makes(steps: readonly Step[]): boolean {
  return steps.some((step) => step.kind === 'Service' && isMade(step));
}

function isMade({ standing, differences }: Step): boolean {
  return standing.state !== 'settled' && differences.some(({ path }) => !actsAtOnce(path));
}

function fieldsOf(steps: readonly Step[], risk: Risk): string {
  const paths = steps
    .flatMap(({ effects }) => effects)
    .filter((effect) => effect.risk === risk)
    .map(({ path }) => (path === '' ? 'who may call' : path));
  const fields = [...new Set(paths)];
  return fields.length > MOST_NAMED
    ? count(fields.length, 'field')
    : list(fields.map((path) => text(path)));
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
