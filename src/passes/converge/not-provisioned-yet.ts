// What the provisioner has not made, or not long ago, is waited for: no release fails for it, and no pass.

import { pathsOf } from '../../documents/target-documents.ts';
import type { Progress } from '../../plan/outcome.ts';
import { Failure, type FailureCode } from '../../ports/failure.ts';
import type { Convergence } from '../../ports/ledger.ts';
import { accountEmail } from '../../resources/accounts.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Scope } from '../../resources/scope.ts';
import { vaultRole } from '../../resources/vault-names.ts';
import type { Outside } from '../outside.ts';
import { commitWord } from './admit.ts';
import type { Situation } from './look.ts';
import { progressOf, provisioningIn } from './progress.ts';
import { tell } from './tell.ts';

interface Work {
  readonly situation: Situation;
  readonly convergence: Convergence;
}

/**
 * Google says that a grant is usually felt within two minutes, and that it may be seven or more.
 * https://cloud.google.com/iam/docs/access-change-propagation
 */
const PATIENCE_MS = 15 * 60_000;

const SOONEST_MS = 2_000;
const LATEST_MS = 30_000;

/** It is not there. */
const MISSING: ReadonlySet<FailureCode> = new Set([
  'RUNWAY_NOT_PROVISIONED',
  'RUNWAY_IDENTITY_DENIED',
  'RUNWAY_ACCOUNT_NEW',
]);

/** It may be there, and not be felt yet. */
const DENIALS: ReadonlySet<FailureCode> = new Set([
  'RUNWAY_RUNTIME_DENIED',
  'RUNWAY_REGISTRY_DENIED',
  'RUNWAY_VAULT_DENIED',
]);

/**
 * That it waits, as a Failure that counts as none, where that is all that is wrong; else null. Only of a refusal that
 * is about the target's own accounts, and only while they are new to it.
 */
export async function notProvisionedYet(
  outside: Outside,
  work: Work,
  refusal: Failure,
): Promise<Failure | null> {
  const { situation, convergence } = work;
  const known = provisioningIn(convergence.progress);
  const until = awaitedUntil(outside, { situation, known }, refusal);
  if (until === null) return null;
  const by = known?.words ?? (await provisionedBy(outside, situation));
  await say(outside, work, { ...LINE, words: by, ...(until === 'made' ? {} : { until }) });
  const { target } = situation;
  const now = outside.clock.now().getTime();
  const waitedMs = now - Date.parse(convergence.startedAt);
  return new Failure({
    code: 'RUNWAY_NOT_PROVISIONED',
    message: `${target} waits for its provisioning (${by}): ${refusal.message}`,
    hint: hintFor(until, refusal),
    retry: 'later',
    retryAfterMs: Math.min(LATEST_MS, Math.max(SOONEST_MS, waitedMs / 4)),
    cause: refusal,
  });
}

const LINE = { region: null, subject: 'provisioning', state: 'waiting' } as const;

/** `made`: for as long as it takes; a time: no longer than that; null: it is no matter of provisioning. */
function awaitedUntil(
  { clock, program }: Outside,
  { situation, known }: { readonly situation: Situation; readonly known: Progress | null },
  { code, who }: Failure,
): string | null {
  const { scope } = situation;
  if (!program.ships || scope === null || scope.identity === null) return null;
  if (code === 'RUNWAY_NOT_PROVISIONED' || code === 'RUNWAY_ACCOUNT_NEW') return 'made';
  if (who === null || !ownNames(scope, situation).includes(who)) return null;
  if (MISSING.has(code)) return 'made';
  if (!DENIALS.has(code) || hasHadRights(scope, situation)) return null;
  const now = clock.now().getTime();
  const until = known?.until ?? new Date(now + PATIENCE_MS).toISOString();
  return now < Date.parse(until) ? until : null;
}

/** As policies and roles know the target. */
function ownNames(scope: Scope, { target }: Situation): readonly string[] {
  const { workload } = splitTarget(target);
  const { project } = scope.runtime;
  return [
    accountEmail(project, workload, 'deploy'),
    accountEmail(project, workload, 'runtime'),
    ...(scope.vault === null ? [] : [vaultRole(scope.vault, workload)]),
  ];
}

/** What runs as its own account was deployed with the other one; what has a copy of a secret was let into Vault. */
function hasHadRights(scope: Scope, { asked, observed, target }: Situation): boolean {
  const runtime = accountEmail(scope.runtime.project, splitTarget(target).workload, 'runtime');
  const ours = observed.filter(({ owned }) => owned);
  const deployed = ours.some(
    (seen) => seen.kind === 'Service' && seen.spec.template.serviceAccount === runtime,
  );
  const wanted = asked.type === 'release' ? asked.compiled.resources : [];
  const hasSecrets = [wanted, ours].map((all) => all.some(({ kind }) => kind === 'Secret'));
  return deployed && (hasSecrets[0] === false || hasSecrets[1] === true);
}

/** The merge request with which it is provisioned: the last one that changed what the provisioner goes by. */
async function provisionedBy(
  { forge, repository }: Outside,
  { commit, target }: Situation,
): Promise<string> {
  const [workload, environment] = pathsOf(target);
  const newest = await repository.lastChange(commit, [workload, environment]);
  const merged = newest === null ? null : await forge.mergeRequestOf(newest);
  return merged === null ? commitWord(newest ?? commit) : forge.reference(merged.number);
}

/** People read it in the comment, and once in the log. */
async function say(outside: Outside, work: Work, line: Progress): Promise<void> {
  const { situation, convergence } = work;
  const { desired, plan } = outside.program.plan(situation, convergence.tried);
  const told = await tell(outside, convergence, [line, ...progressOf(desired, plan, [])]);
  if (!told) return;
  outside.log.info('target waits for its provisioning', {
    target: situation.target,
    by: line.words,
  });
}

function hintFor(until: string, { hint }: Failure): string {
  if (until === 'made') {
    return 'It goes on by itself. See how its provisioning stands: `runway status --program provisioner`.';
  }
  const end = `${until.slice(11, 16)} UTC`;
  return `What was provisioned a moment ago is not felt everywhere yet: it is tried until ${end}. ${hint}`;
}
