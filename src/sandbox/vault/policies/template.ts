// `{{identity.entity.…}}` in the paths of policies.

import type { Entity } from '../store/entities.ts';
import type { Rule } from './rules.ts';

/**
 * Fills in what is known of who logged in. A rule that cannot be filled in counts for nothing, as in Vault.
 * https://developer.hashicorp.com/vault/docs/concepts/policies#templated-policies
 */
export function filledIn(rules: readonly Rule[], entity: Entity | null): readonly Rule[] {
  return rules.flatMap((rule) => {
    const path = pathFor(rule.path, entity);
    return path === null ? [] : [{ ...rule, path }];
  });
}

function pathFor(path: string, entity: Entity | null): string | null {
  const found = [...path.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)];
  const values = found.map(([, name = '']) => valueOf(name, entity));
  if (values.some((value) => value === null || value === '')) return null;
  return found.reduce((text, [whole], at) => text.replace(whole, () => values[at] ?? ''), path);
}

function valueOf(name: string, entity: Entity | null): string | null {
  if (entity === null) return null;
  const { accessor, id, metadata } = entity;
  if (name === 'identity.entity.id') return id;
  const alias = `identity.entity.aliases.${accessor}.`;
  if (!name.startsWith(alias)) return null;
  const wanted = name.slice(alias.length);
  if (wanted === 'name') return entity.name;
  return wanted.startsWith('metadata.')
    ? (metadata[wanted.slice('metadata.'.length)] ?? null)
    : null;
}
