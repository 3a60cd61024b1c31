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
import { createSharedAnswers } from './shared-answers.ts';
import { observedSecret, type Sight, usable } from './sight.ts';

export interface Look {
  /** Ours of this workload, and whatever bears a wanted name. */
  workload(
    scope: Scope & { readonly vault: VaultPlace },
    workload: string,
    wanted: readonly Resource<'Secret'>[],
  ): Promise<readonly Observed<'Secret'>[]>;
  /** What Vault says of a wanted secret now, whoever looked before; null: it has none. */
  vault(
    scope: Scope & { readonly vault: VaultPlace },
    wanted: Resource<'Secret'>,
  ): Promise<SecretDescription | null>;
  /** After a write to this secret. */
  forget(this: void, at: Pick<At, 'project' | 'id'>): void;
}

const LISTED_MS = 2_000;
/** Versions and policy of a secret whose etag is still the same: only a hand outside Runway changes them then. */
const DETAILS_MS = 10_000;
const VAULT_MS = 1_000;

export function createLook(
  { api, vault }: { readonly api: SecretsApi; readonly vault: Vault },
  clock: Pick<Clock, 'now'>,
): Look {
  const answers = createSharedAnswers(clock);

  const describe: Look['vault'] = ({ vault: place, ...scope }, { target, spec }) => {
    const { workload } = splitTarget(target);
    const secret = { place, workload, name: spec.name, as: lookingAt({ ...scope, vault: place }) };
    const key = `vault ${scope.environment} ${workload} ${spec.name}`;
    return answers.once(key, VAULT_MS, () =>
      vault.describe({ ...secret, role: place.plans }, new AbortController().signal),
    );
  };

  /** Where all that is wanted is copied already, a Vault that is away stops nobody. */
  async function inVault(
    scope: Parameters<Look['vault']>[0],
    wanted: Resource<'Secret'> | null,
    held: Omit<Sight, 'vault'>,
  ): Promise<Sight['vault']> {
    if (wanted === null) return 'unknown';
    try {
      return await describe(scope, wanted);
    } catch (error) {
      const away = error instanceof Failure && error.code === 'RUNWAY_VAULT_UNREACHABLE';
      if (!away || !copied({ ...held, vault: 'unknown' }, wanted)) throw error;
      return 'unknown';
    }
  }

  async function sightOf(at: At, secret: HeldSecret): Promise<Omit<Sight, 'vault'>> {
    const key = `${at.project}/${at.id} ${secret.etag}`;
    const [versions, policy] = await answers.once(key, DETAILS_MS, () =>
      Promise.all([api.versions(at), api.policy(at)]),
    );
    return { secret, versions, policy };
  }

  /** Where many look at a whole environment, one listing of it serves them all. */
  async function listOf(scope: Scope, workload: string): Promise<readonly HeldSecret[]> {
    const { environment, runtime } = scope;
    const of = { project: runtime.project, as: lookingAt(scope) };
    const { 'runway-workload': _, ...anybodys } = ownLabels(environment, workload);
    const wide = scope.workload === null;
    const labels = wide ? anybodys : ownLabels(environment, workload);
    const key = `${runtime.project} ${environment} ${wide ? '*' : workload}`;
    const listed = await answers.once(key, LISTED_MS, () => api.labelled(of, labels));
    return listed.filter((secret) => secret.labels['runway-workload'] === workload);
  }

  return {
    vault: describe,
    forget: ({ project, id }) => {
      answers.forget(`${project}/${id} `);
      answers.forget(`${project} `);
    },
    async workload(scope, workload, wanted) {
      const { project } = scope.runtime;
      const { environment } = scope;
      const of = { project, as: lookingAt(scope) };
      const listed = await listOf(scope, workload);
      const ids = new Set([
        ...listed.map(({ id }) => id),
        ...wanted.map(({ spec }) => spec.secret),
      ]);
      const target = targetOf(environment, workload);
      const found = await Promise.all(
        [...ids].map(async (id) => {
          const at = { ...of, id };
          const secret = listed.find((each) => each.id === id) ?? (await api.secret(at));
          if (secret === null) return [];
          const asked = wanted.find(({ spec }) => spec.secret === id) ?? null;
          const held = await sightOf(at, secret);
          const sight = { ...held, vault: await inVault(scope, asked, held) };
          const name = asked?.spec.name ?? partsOf(id).name;
          return [observedSecret(sight, { target, environment, name, wanted: asked })];
        }),
      );
      return found.flat();
    },
  };
}

function copied(sight: Sight, wanted: Resource<'Secret'>): boolean {
  if (notesIn(sight.secret.annotations).source !== wanted.spec.source) return false;
  const { target } = wanted;
  const { environment } = splitTarget(target);
  const seen = observedSecret(sight, { target, environment, name: wanted.spec.name, wanted });
  return seen.facts.copies.some((copy) => usable(copy) && copy.version === wanted.spec.version);
}
