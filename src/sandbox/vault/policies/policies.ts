// Policies by name, in each namespace.

import { badRequest } from '../refusal.ts';
import type { Entity } from '../store/entities.ts';
import type { Entries } from '../store/storage.ts';
import { aclOf, type Acl } from './acl.ts';
import { defaultPolicy } from './default-policy.ts';
import { parsePolicy } from './rules.ts';
import { filledIn } from './template.ts';

export interface Policies {
  names(namespace: string): readonly string[];
  /** The text, as it was written; null when there is none. */
  text(namespace: string, name: string): string | null;
  /** Throws the refusal of what is no policy. */
  write(namespace: string, name: string, text: string): void;
  remove(namespace: string, name: string): void;
  /** What these policies allow, their paths from the root namespace. Those that do not exist allow nothing. */
  acl(namespace: string, names: readonly string[], entity: Entity | null): Acl;
  furnish(namespace: string): void;
  clear(namespace: string): void;
}

export function createPolicies(entries: Entries): Policies {
  const at = (namespace: string, name: string): string =>
    `policies/${namespace}|${name.trim().toLowerCase()}`;
  const text = (namespace: string, name: string): string | null =>
    entries.get(at(namespace, name)) as string | null;
  return {
    text,
    names: (namespace) => entries.below(`policies/${namespace}|`),
    write(namespace, name, given) {
      if (name === 'root') throw badRequest('cannot update "root" policy');
      try {
        parsePolicy(given);
      } catch (error) {
        throw badRequest((error as Error).message);
      }
      entries.put(at(namespace, name), given);
    },
    remove(namespace, name) {
      if (['root', 'default'].includes(name))
        throw badRequest(`cannot delete ${name === 'root' ? '"root"' : name} policy`);
      entries.delete(at(namespace, name));
    },
    acl(namespace, names, entity) {
      const rules = names.flatMap((name) => parsePolicy(text(namespace, name) ?? ''));
      return aclOf(
        filledIn(rules, entity).map((rule) => ({ ...rule, path: namespace + rule.path })),
      );
    },
    furnish(namespace) {
      if (text(namespace, 'default') === null) entries.put(at(namespace, 'default'), defaultPolicy);
    },
    clear(namespace) {
      for (const name of entries.below(`policies/${namespace}|`))
        entries.delete(at(namespace, name));
    },
  };
}
