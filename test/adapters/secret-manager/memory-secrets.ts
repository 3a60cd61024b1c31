// A Secret Manager in memory, as far as its API is used: etags, numbers, states, and a process that can be killed.

import type { Binding } from '../../../src/adapters/google/policy.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { SecretProviderParts } from '../../../src/adapters/secret-manager/secret-manager.ts';
import type {
  HeldSecret,
  SecretsApi,
  WirePolicy,
} from '../../../src/adapters/secret-manager/client/api.ts';

interface Kept {
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  changes: number;
  policy: WirePolicy;
  versions: { state: 'enabled' | 'disabled' | 'destroyed'; value: string; changes: number }[];
}

export interface MemorySecrets {
  readonly api: SecretsApi;
  readonly projects: SecretProviderParts['projects'];
  readonly project: MemoryProject;
  /** Rights that nobody has; empty at first. */
  readonly denied: Set<string>;
  readonly secrets: Map<string, Kept>;
  /** Names of methods that were called, in order, with who called. */
  readonly calls: string[];
  /** The process dies with the so-many-th call from now: before it has an effect, or after. */
  killAt(call: number, when: 'before' | 'after'): void;
  calm(): void;
}

interface MemoryProject {
  /** Its policy; null, as at first: nobody may read it. */
  bindings: Binding[] | null;
}

export class Killed extends Error {}

export function createMemorySecrets(): MemorySecrets {
  const secrets = new Map<string, Kept>();
  const calls: string[] = [];
  const denied = new Set<string>();
  const project: MemoryProject = { bindings: null };
  let kill: { left: number; when: 'before' | 'after' } | null = null;

  function found(id: string): Kept {
    const secret = secrets.get(id);
    if (secret === undefined) throw conflict(`${id} is not there`);
    return secret;
  }

  function shown(id: string, { labels, annotations, changes }: Kept): HeldSecret {
    return { id, labels, annotations, etag: String(changes) };
  }

  const api: SecretsApi = {
    secret: async ({ id }) => {
      const secret = secrets.get(id);
      return secret === undefined ? null : shown(id, secret);
    },
    labelled: async (_of, labels) =>
      [...secrets]
        .filter(([, secret]) =>
          Object.entries(labels).every(([name, value]) => secret.labels[name] === value),
        )
        .map(([id, secret]) => shown(id, secret)),
    versions: async ({ id }) =>
      (secrets.get(id)?.versions ?? [])
        .map(({ state, changes }, at) => ({ number: at + 1, state, etag: String(changes) }))
        .reverse(),
    policy: async ({ id }) => found(id).policy,
    allowed: async ({ id }, wished) =>
      secrets.has(id) ? wished.filter((right) => !denied.has(right)) : [],
    create: async ({ id }, { labels }) => {
      if (secrets.has(id)) throw conflict(`${id} is there already`);
      secrets.set(id, { labels, annotations: {}, changes: 1, policy: {}, versions: [] });
    },
    annotate: async ({ id }, { annotations, etag }) => {
      const secret = found(id);
      if (etag !== String(secret.changes)) throw conflict('etag');
      secret.annotations = annotations;
      secret.changes += 1;
      return shown(id, secret);
    },
    add: async ({ id }, value) => {
      const { versions } = found(id);
      versions.push({ state: 'enabled', value: value.reveal(), changes: 1 });
      return versions.length;
    },
    change: async ({ id }, { number, etag }, to) => {
      const version = found(id).versions[number - 1];
      if (version === undefined || etag !== String(version.changes)) throw conflict('etag');
      version.state = to;
      version.changes += 1;
    },
    setPolicy: async ({ id }, { policy }) => {
      found(id).policy = policy;
      return true;
    },
    remove: async ({ id }, etag) => {
      const secret = secrets.get(id);
      if (secret !== undefined && etag !== String(secret.changes)) throw conflict('etag');
      secrets.delete(id);
    },
  };

  async function counted<T>(
    name: string,
    at: { readonly as: { readonly email?: string } },
    work: () => Promise<T>,
  ): Promise<T> {
    calls.push(`${name} as ${at.as.email ?? 'self'}`);
    if (kill !== null) kill.left -= 1;
    if (kill !== null && kill.left < 0) throw new Killed();
    if (kill?.left === 0 && kill.when === 'before') throw new Killed();
    const answer = await work();
    if (kill?.left === 0) throw new Killed();
    return answer;
  }

  const watched = Object.fromEntries(
    Object.entries(api).map(([name, method]) => [
      name,
      (...args: [{ readonly as: { readonly email?: string } }]) =>
        counted(name, args[0], () =>
          (method as (...given: unknown[]) => Promise<unknown>)(...args),
        ),
    ]),
  ) as unknown as SecretsApi;
  return {
    api: watched,
    projects: () => ({
      allowed: async (_project, wished) => wished.filter((right) => !denied.has(right)),
      policy: async () => {
        if (project.bindings === null) throw unreadable();
        return { bindings: project.bindings };
      },
    }),
    secrets,
    project,
    denied,
    calls,
    killAt: (left, when) => {
      kill = { left, when };
    },
    calm: () => {
      kill = null;
    },
  };
}

function conflict(message: string): Failure {
  return new Failure({ code: 'RUNWAY_RUNTIME_CONFLICT', message, hint: '', retry: 'later' });
}

function unreadable(): Failure {
  const message = 'the policy of the project may not be read';
  return new Failure({ code: 'RUNWAY_RUNTIME_DENIED', message, hint: '', retry: 'never' });
}
