// Puts Vault's parts together.

import { randomUUID } from 'node:crypto';
import type { Call, Route } from './call.ts';
import { createCore, type Core } from './core.ts';
import type { Key } from './jwt/signature.ts';
import { jwtRoutes, limitsNow } from './jwt/roles.ts';
import { kvRoutes } from './kv/routes.ts';
import { createPolicies } from './policies/policies.ts';
import { createRights } from './rights.ts';
import { createEntities } from './store/entities.ts';
import { createMounts, type Mount } from './store/mounts.ts';
import { createNamespaces } from './store/namespaces.ts';
import { viewOf, type Storage } from './store/storage.ts';
import { capabilityRoutes } from './sys/capabilities.ts';
import { healthRoutes } from './sys/health.ts';
import { mountRoutes } from './sys/mounts.ts';
import { namespaceRoutes } from './sys/namespaces.ts';
import { policyRoutes } from './sys/policies.ts';
import type { Token } from './tokens/token.ts';
import { createTokens, type Tokens } from './tokens/tokens.ts';
import { tokenRoutes } from './tokens/routes.ts';

export interface AssemblyOptions {
  readonly storage: Storage;
  readonly now: () => Date;
  readonly keys: (url: string) => Promise<readonly Key[]>;
  readonly namespaces: boolean;
  /** Keeps the text that is made the first time. */
  readonly rootToken: (make: () => string) => string;
}

export function assemble(options: AssemblyOptions): { core: Core; rootToken: string } {
  const parts = partsOf(options);
  parts.furnish('');
  const health = healthRoutes({ ...options, clusterId: randomUUID() });
  const routes = routesOf(parts, [...health, ...systemRoutes(parts)]);
  const always = health.filter((route) => route.always === true);
  return {
    core: createCore({ ...parts, routes, always }),
    rootToken: options.rootToken(() => rootIn(parts.tokens)),
  };
}

type Parts = ReturnType<typeof partsOf>;

function partsOf({ keys, namespaces, now, storage }: AssemblyOptions) {
  const mounts = createMounts(storage);
  const policies = createPolicies(storage);
  const entities = createEntities(storage);
  return {
    keys,
    now,
    storage,
    mounts,
    policies,
    entities,
    namespaces: createNamespaces(storage, namespaces),
    tokens: createTokens(storage, now),
    rights: createRights(policies, entities),
    furnish(this: void, path: string): void {
      mounts.furnish(path);
      policies.furnish(path);
    },
    clear(this: void, path: string): void {
      mounts.clear(path);
      policies.clear(path);
    },
  };
}

function systemRoutes(parts: Parts): readonly Route[] {
  const { policies, rights, tokens } = parts;
  const mayEnter = ({ caller, namespace }: Call, path: string): boolean =>
    caller !== null && rights.mayEnter(caller.token, namespace + path);
  return [
    ...policyRoutes(policies),
    ...mountRoutes({ mounts: parts.mounts, mayEnter }),
    ...capabilityRoutes(tokens, (token, path) => rights.words(token, path)),
    ...namespaceRoutes(parts),
  ];
}

/** Made once for each mount. */
function routesOf(parts: Parts, system: readonly Route[]): (mount: Mount) => readonly Route[] {
  const viewFor = (uuid: string) => viewOf(parts.storage, `data/${uuid}/`);
  const limits = (token: Token) =>
    token.origin === null ? token.limits : limitsNow(viewFor(token.origin.mount), token);
  const make = (mount: Mount): readonly Route[] => {
    const entries = viewFor(mount.uuid);
    switch (mount.type) {
      case 'kv':
        return kvRoutes(entries, parts.now);
      case 'jwt':
        return jwtRoutes({ ...parts, mount, entries });
      case 'token':
        return tokenRoutes({ tokens: parts.tokens, limits });
      case 'system':
        return system;
    }
  };
  const made = new Map<string, readonly Route[]>();
  return (mount) => {
    const found = made.get(mount.uuid) ?? make(mount);
    made.set(mount.uuid, found);
    return found;
  };
}

function rootIn(tokens: Tokens): string {
  return tokens.create({
    policies: ['root'],
    namespace: '',
    path: 'auth/token/root',
    displayName: 'root',
    meta: null,
    entityId: '',
    origin: null,
    limits: { ttl: 0, maxTtl: 0, explicitMaxTtl: 0, period: 0 },
    renewable: false,
    uses: 0,
    parent: null,
    eternal: true,
  }).id;
}
