// Small phrases that the comment, the notes, the statuses and the terminal share.

import type { Address, Target } from '../../resources/address.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Kind } from '../../resources/kinds.ts';
import { makerOf, type ProgramName } from '../../resources/program.ts';
import type { Plan, Risk, Step } from '../plan.ts';
import type { ReleaseView, TargetReview } from './review.ts';

/** `3 targets`, `1 target`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `staging` or `staging and production`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** The environments of these targets, each once, in the order given. */
export function environmentsOf(targets: readonly Target[]): string[] {
  return [...new Set(targets.map((target) => splitTarget(target).environment))];
}

/** `sha256:9c1e04b7a2f1…`: enough to tell apart, short enough to read. */
export function shortDigest(value: string): string {
  return value.replace(/sha256:([0-9a-f]{12})[0-9a-f]{52}/g, 'sha256:$1…');
}

export function shortSha(sha: string): string {
  return sha.slice(0, 8);
}

/** `2026-11-24 21:30 UTC`. */
export function minute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** `1.4.1 → 1.4.2`, `new 1.4.2`, or `1.4.2` where only something else changes. */
export function versions({ before, after }: Pick<TargetReview, 'before' | 'after'>): string {
  if (before === null && after === null) return 'none';
  if (before === null) return `new, ${versionOf(after)}`;
  if (after === null) return `${before.version} → none`;
  if (before.version === after.version && before.digest !== after.digest) {
    return `${after.version}, other image`;
  }
  if (before.version === after.version) return after.version;
  return `${before.version} → ${after.version}`;
}

function versionOf(release: ReleaseView | null): string {
  return release?.version ?? 'none';
}

/** A name within a sentence, which `prose` shows as code. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('`', "'")}\``;
}

/**
 * An account as people know it, `dep-checkout@acme-dev`: of policies' ways to name members only the others keep their
 * type, and every service account of a project ends alike.
 */
export function who(member: string): string {
  return quoted(member.replace(/^serviceAccount:/, '').replace(/\.iam\.gserviceaccount\.com$/, ''));
}

/** Whether a target is about what a workload may run with, and not about what runs. */
export function isProvisioning({ waves, foreign }: Plan): boolean {
  const addresses = [...waves.flat().map(({ address }) => address), ...foreign];
  return addresses.length > 0 && addresses.every((address) => maker(address) === 'provisioner');
}

/** The kind is the third part of an address. */
function maker(address: Address): ProgramName {
  return makerOf[address.split('/')[2] as Kind];
}

/** What happens to the target as a whole: one that still has a release is not parked, whatever region it leaves. */
export function actionOf({
  plan,
  after,
}: Pick<TargetReview, 'plan' | 'after'>): 'create' | 'update' | 'park' | 'remove' | 'none' {
  const steps = plan.waves.flat();
  if (steps.length === 0) return 'none';
  if (isProvisioning(plan)) return provisioningOf(plan);
  if (after === null) return 'park';
  const made = steps.filter(({ kind }) => kind === 'Service').map(({ action }) => action);
  return made.length > 0 && made.every((action) => action === 'create') ? 'create' : 'update';
}

function provisioningOf({ waves, unchanged }: Plan): 'create' | 'update' | 'remove' {
  const actions = new Set(waves.flat().map(({ action }) => action));
  if (unchanged.length > 0 || actions.size > 1) return 'update';
  if (actions.has('create')) return 'create';
  return actions.has('remove') ? 'remove' : 'update';
}

/** What needs `(immediate)` said of it: not what waits for traffic, and not what has no other way than at once. */
export function isMarked(risk: Risk): boolean {
  return risk !== 'revision' && risk !== 'identity';
}

/** All that a reviewer must weigh, in Markdown; `none` when nothing happens. */
export function risksOf(review: Pick<TargetReview, 'plan' | 'after'>): string {
  const steps = review.plan.waves.flat();
  const risks = new Set(steps.flatMap(({ effects }) => effects).map(({ risk }) => risk));
  const created = actionOf(review) === 'create';
  const parts: string[] = [];
  if (risks.has('revision')) parts.push(created ? 'new service' : revisionWords(steps));
  if (risks.has('immediate')) parts.push(`${fieldsAtOnce(steps)} *immediate*`);
  if (risks.has('identity')) parts.push('**who may do what** *immediate*');
  if (risks.has('exposure')) {
    parts.push(created ? '**opens access**' : '**wider access** *immediate*');
  }
  if (risks.has('removal')) parts.push('**removal** *immediate*');
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function revisionWords(steps: readonly Step[]): string {
  const services = steps.filter(({ kind }) => kind === 'Service');
  const makes = services.some(
    ({ standing, effects }) =>
      standing.state !== 'settled' && effects.some(({ risk }) => risk === 'revision'),
  );
  if (makes) return 'new revision';
  return steps.some(({ kind }) => kind === 'Traffic') ? 'traffic only' : 'image only';
}

function fieldsAtOnce(steps: readonly Step[]): string {
  const fields = steps
    .flatMap(({ effects }) => effects)
    .filter(({ risk }) => risk === 'immediate')
    .map(({ path }) => path.split('.')[0] ?? path);
  return list([...new Set(fields)].map((field) => FIELD_WORDS[field] ?? field));
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  ingress: 'access',
  invokerCheck: 'access',
  unmanaged: 'settings',
};
