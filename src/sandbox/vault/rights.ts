// What a token may do at a path.

import type { Operation } from './call.ts';
import { allowedAt } from './policies/acl.ts';
import type { Policies } from './policies/policies.ts';
import { capabilities, type Capability } from './policies/rules.ts';
import type { Entities } from './store/entities.ts';
import type { Token } from './tokens/token.ts';

export interface Rights {
  /** `path` from the root namespace on. */
  at(token: Token, path: string, operation: Operation): readonly Capability[];
  /** As `sys/capabilities` words it. */
  words(token: Token, path: string): readonly string[];
  /** Whether anything at all is allowed at or below the path of a mount. */
  mayEnter(token: Token, path: string): boolean;
}

const ALL = capabilities.filter((each) => each !== 'deny');

export function createRights(policies: Policies, entities: Entities): Rights {
  const isRoot = (token: Token): boolean => token.policies.includes('root');
  const aclFor = (token: Token) =>
    policies.acl(token.namespace, token.policies, entities.find(token.entityId));
  const rights: Rights = {
    at(token, path, operation) {
      return isRoot(token) ? ALL : allowedAt(aclFor(token), path, operation);
    },
    words(token, path) {
      if (isRoot(token)) return ['root'];
      const found = [...rights.at(token, path, 'list')].sort();
      return found.length === 0 || found.includes('deny') ? ['deny'] : found;
    },
    mayEnter(token, path) {
      if (isRoot(token)) return true;
      return [...aclFor(token)].some(([rule, allowed]) => {
        const start = rule.replace(/[+*].*$/, '');
        const near = start.startsWith(path) || path.startsWith(start);
        return near && !allowed.includes('deny') && allowed.length > 0;
      });
    },
  };
  return rights;
}

export function aclAllows(fitting: readonly Capability[], operation: Operation): boolean {
  return fitting.includes(operation) && !fitting.includes('deny');
}
