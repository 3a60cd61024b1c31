// Looks at the secrets of workloads: metadata in Secret Manager and in Vault, and no value.

import { Failure } from '../../ports/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { lookingAt } from '../../ports/identity.ts';
import type { SecretDescription, Vault } from '../../ports/vault.ts';
import { splitTarget, targetOf } from '../../resources/address.ts';
import { ownLabels } from '../../resources/own-labels.ts';
import type { Observed, Resource } from '../../resources/resource.ts';
import type { Scope, VaultPlace } from '../../resources/scope.ts';
import { partsOf } from '../../resources/secret-names.ts';
import type { At, HeldSecret, SecretsApi } from './client/api.ts';
import { notesIn } from './copies.ts';
import { createSharedAnswers, type SharedAnswers } from './shared-answers.ts';
import { observedSecret, type Sight, usable } from './sight.ts';

export type VaultScope = Scope & { readonly vault: VaultPlace };

export interface Look {
  /** Ours of this workload, and whatever bears a wanted name. */
  workload(
    scope: VaultScope,
    workload: string,
    wanted: readonly Resource<'Secret'>[],
  ): Promise<readonly Observed<'Secret'>[]>;
  /** What Vault says of a wanted secret now, whoever looked before; null: it has none. */
  vault(scope: VaultScope, wanted: Resource<'Secret'>): Promise<SecretDescription | null>;
  /** After a write to this secret. */
  forget(this: void, at: Pick<At, 'project' | 'id'>): void;
}

const LISTED_MS = 2_000;
/** Versions and policy of a secret whose etag is still the same: only a hand outside Runway changes them then. */
const DETAILS_MS = 10_000;
const VAULT_MS = 1_000;

interface Eyes {
  readonly api: SecretsApi;
  readonly answers: SharedAnswers;
  readonly vault: Vault;
}

type Held = Omit<Sight, 'vault'>;

export function createLook(
  outside: { readonly api: SecretsApi; readonly vault: Vault },
  clock: Pick<Clock, 'now'>,
): Look {
  const answers = createSharedAnswers(clock);
  const eyes = { ...outside, answers };
  return {
    vault: (scope, wanted) => described(eyes, scope, wanted),
    workload: (scope, workload, wanted) => seenOf(eyes, scope, { workload, wanted }),
    forget: ({ project, id }) => {
      answers.forget(`${project}/${id} `);
      answers.forget(`${project} `);
    },
  };
}

async function seenOf(
  eyes: Eyes,
  scope: VaultScope,
  {
    wanted,
    workload,
  }: { readonly workload: string; readonly wanted: readonly Resource<'Secret'>[] },
): Promise<readonly Observed<'Secret'>[]> {
  const { environment } = scope;
  const listed = await listOf(eyes, scope, workload);
  const ids = new Set([...listed.map(({ id }) => id), ...wanted.map(({ spec }) => spec.secret)]);
  const target = targetOf(environment, workload);
  const found = await Promise.all(
    [...ids].map(async (id) => {
      const at = { project: scope.runtime.project, as: lookingAt(scope), id };
      const secret = listed.find((each) => each.id === id) ?? (await eyes.api.secret(at));
      if (secret === null) return [];
      const asked = wanted.find(({ spec }) => spec.secret === id) ?? null;
      const held = await detailsOf(eyes, at, secret);
      const sight = { ...held, vault: await inVault(eyes, scope, { wanted: asked, held }) };
      const name = asked?.spec.name ?? partsOf(id).name;
      return [observedSecret(sight, { target, environment, name, wanted: asked })];
    }),
  );
  return found.flat();
}

/** Where many look at a whole environment, one listing of it serves them all. */
async function listOf(
  { answers, api }: Eyes,
  scope: Scope,
  workload: string,
): Promise<readonly HeldSecret[]> {
  const { environment, runtime } = scope;
  const of = { project: runtime.project, as: lookingAt(scope) };
  const { 'runway-workload': _, ...anybodys } = ownLabels(environment, workload);
  const wide = scope.workload === null;
  const labels = wide ? anybodys : ownLabels(environment, workload);
  const key = `${runtime.project} ${environment} ${wide ? '*' : workload}`;
  const listed = await answers.once(key, LISTED_MS, () => api.labelled(of, labels));
  return listed.filter((secret) => secret.labels['runway-workload'] === workload);
}

async function detailsOf({ answers, api }: Eyes, at: At, secret: HeldSecret): Promise<Held> {
  const key = `${at.project}/${at.id} ${secret.etag}`;
  const [versions, policy] = await answers.once(key, DETAILS_MS, () =>
    Promise.all([api.versions(at), api.policy(at)]),
  );
  return { secret, versions, policy };
}

/** Where all that is wanted is copied already, a Vault that is away stops nobody. */
async function inVault(
  eyes: Eyes,
  scope: VaultScope,
  { held, wanted }: { readonly wanted: Resource<'Secret'> | null; readonly held: Held },
): Promise<Sight['vault']> {
  if (wanted === null) return 'unknown';
  try {
    return await described(eyes, scope, wanted);
  } catch (error) {
    const away = error instanceof Failure && error.code === 'RUNWAY_VAULT_UNREACHABLE';
    if (!away || !copied({ ...held, vault: 'unknown' }, wanted)) throw error;
    return 'unknown';
  }
}

function described(
  { answers, vault }: Eyes,
  scope: VaultScope,
  { spec, target }: Resource<'Secret'>,
): Promise<SecretDescription | null> {
  const { environment, vault: place } = scope;
  const { workload } = splitTarget(target);
  const secret = { place, workload, name: spec.name, as: lookingAt(scope), role: place.plans };
  const key = `vault ${environment} ${workload} ${spec.name}`;
  return answers.once(key, VAULT_MS, () => vault.describe(secret, new AbortController().signal));
}

function copied(sight: Sight, wanted: Resource<'Secret'>): boolean {
  if (notesIn(sight.secret.annotations).source !== wanted.spec.source) return false;
  const { target } = wanted;
  const { environment } = splitTarget(target);
  const seen = observedSecret(sight, { target, environment, name: wanted.spec.name, wanted });
  return seen.facts.copies.some((copy) => usable(copy) && copy.version === wanted.spec.version);
}
