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
  const { keys, now, storage } = options;
  const mounts = createMounts(storage);
  const namespaces = createNamespaces(storage, options.namespaces);
  const policies = createPolicies(storage);
  const entities = createEntities(storage);
  const tokens = createTokens(storage, now);
  const rights = createRights(policies, entities);
  const furnish = (path: string): void => {
    mounts.furnish(path);
    policies.furnish(path);
  };
  const clear = (path: string): void => {
    mounts.clear(path);
    policies.clear(path);
  };
  furnish('');
  const viewFor = (uuid: string) => viewOf(storage, `data/${uuid}/`);
  const limits = (token: Token) =>
    token.origin === null ? token.limits : limitsNow(viewFor(token.origin.mount), token);
  const mayEnter = ({ caller, namespace }: Call, path: string): boolean =>
    caller !== null && rights.mayEnter(caller.token, namespace + path);
  const health = healthRoutes({ storage, now, clusterId: randomUUID() });
  const system: readonly Route[] = [
    ...health,
    ...policyRoutes(policies),
    ...mountRoutes({ mounts, mayEnter }),
    ...capabilityRoutes(tokens, (token, path) => rights.words(token, path)),
    ...namespaceRoutes({ namespaces, furnish, clear }),
  ];
  const made = new Map<string, readonly Route[]>();
  const make = (mount: Mount): readonly Route[] => {
    const entries = viewFor(mount.uuid);
    switch (mount.type) {
      case 'kv':
        return kvRoutes(entries, now);
      case 'jwt':
        return jwtRoutes({ mount, entries, tokens, entities, keys, now });
      case 'token':
        return tokenRoutes({ tokens, limits });
      case 'system':
        return system;
    }
  };
  const routes = (mount: Mount): readonly Route[] => {
    const found = made.get(mount.uuid) ?? make(mount);
    made.set(mount.uuid, found);
    return found;
  };
  const always = health.filter((route) => route.always === true);
  return {
    core: createCore({ storage, mounts, namespaces, tokens, rights, routes, always }),
    rootToken: options.rootToken(() => rootIn(tokens)),
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
