// Makes one secret what it should be: there, readable by the runtime account alone, and with the pinned version in it.

import { Failure } from '../../ports/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { deploying, SELF } from '../../ports/identity.ts';
import type { Sensitive } from '../../ports/sensitive.ts';
import type { Vault } from '../../ports/vault.ts';
import { notOurs } from '../../ports/refusals.ts';
import { vaultRole } from '../../resources/vault-names.ts';
import { memberEmail } from '../../resources/accounts.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import type { Making } from '../../plan/plan.ts';
import { ownLabels } from '../../resources/own-labels.ts';
import type { Observed, Resource } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import type { PolicyWriter } from '../google/policy-writer.ts';
import type { At, SecretsApi } from './client/api.ts';
import { copyOnce } from './copy.ts';
import type { Look, VaultScope } from './look.ts';
import { inWords, isOurs } from './ownership.ts';
import { readableBy } from './readers.ts';
import { retireCopies, retiring } from './retire.ts';

export interface Hands {
  readonly clock: Pick<Clock, 'now'>;
  readonly api: SecretsApi;
  readonly changePolicy: PolicyWriter;
  readonly vault: Vault;
  readonly look: Look;
  readonly log: Log;
}

export interface SecretWork {
  readonly scope: VaultScope;
  readonly step: Making<'Secret'>;
}

/**
 * Each part is looked at anew and done only where it is missing, so that a process may be killed between any two. The
 * empty secret is created as the account that Runway runs as, since nobody can be let create one name alone; all else
 * is done as the workload's deploy account.
 */
export async function writeSecret(
  hands: Hands,
  { scope, step }: SecretWork,
  signal: AbortSignal,
): Promise<void> {
  const { api, look, log } = hands;
  const { target, after } = step;
  const at = {
    project: scope.runtime.project,
    id: after.spec.secret,
    as: deploying(scope, target),
  };
  const unneeded = step.differences.flatMap((one) => retiring(one) ?? []);
  try {
    if (unneeded.length > 0) return await retireCopies(hands, at, unneeded);
    await present(api, at, target);
    await readable(hands, { at, readers: after.spec.readers }, signal);
    const copying = step.differences.some(({ path }) => path === 'version' || path === 'source');
    if (step.action !== 'create' && !copying) return;
    const number = await copyWanted(hands, { scope, at, wanted: after }, signal);
    log.info('version of a secret is there', { target, name: after.spec.name, version: number });
  } finally {
    look.forget(at);
  }
}

/** With all its versions. Absence is success. */
export async function removeSecret(
  { api, look, log }: Hands,
  scope: Scope,
  { target, spec }: Observed<'Secret'>,
): Promise<void> {
  const at = { project: scope.runtime.project, id: spec.secret, as: deploying(scope, target) };
  const secret = await api.secret(at);
  if (secret === null) return;
  if (!isOurs(secret, target)) throw notOurs(inWords(at), 'rename');
  try {
    await api.remove(at, secret.etag);
  } finally {
    look.forget(at);
  }
  log.info('copies of a secret removed', { target, name: spec.name });
}

async function present(api: SecretsApi, at: At, target: Target): Promise<void> {
  const secret = await api.secret(at);
  const { environment, workload } = splitTarget(target);
  if (secret === null)
    await api.create({ ...at, as: SELF }, { labels: ownLabels(environment, workload) });
  else if (!isOurs(secret, target)) throw notOurs(inWords(at), 'rename');
}

async function readable(
  { api, changePolicy }: Hands,
  { at, readers }: { readonly at: At; readonly readers: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  await changePolicy(
    {
      resource: `secret ${at.id} (${at.project})`,
      read: () => api.policy(at),
      write: (policy) => api.setPolicy(at, { policy, members: readers.map(memberEmail) }),
      change: (bindings) => readableBy(bindings, readers),
    },
    signal,
  );
}

async function copyWanted(
  { api, vault, look }: Hands,
  work: {
    readonly scope: SecretWork['scope'];
    readonly at: At;
    readonly wanted: Resource<'Secret'>;
  },
  signal: AbortSignal,
): Promise<number> {
  const { scope, at, wanted } = work;
  const { name, source, version } = wanted.spec;
  const described = await look.vault(scope, wanted);
  const found = described?.versions.find(({ number }) => number === version);
  if (found === undefined) throw missing(wanted);
  const { workload } = splitTarget(wanted.target);
  const role = vaultRole(scope.vault, workload);
  const secret = { place: scope.vault, workload, name, as: at.as, role };
  const value = async (): Promise<Sensitive> => {
    const read = await vault.value(secret, version, signal);
    if (read === null) throw missing(wanted);
    return read;
  };
  const origin = { vaultVersion: version, createdAt: found.createdAt };
  return copyOnce(api, { at, origin, source, value });
}

function missing({ target, spec }: Resource<'Secret'>): Failure {
  return new Failure({
    code: 'RUNWAY_SECRET_MISSING',
    message: `Vault has no version ${spec.version} of ${spec.name} for ${target} that can be read.`,
    hint: `Undelete it, or write the secret anew at ${spec.source} and pin the new version.`,
    retry: 'never',
  });
}
