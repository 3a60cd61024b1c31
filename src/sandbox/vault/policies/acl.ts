// Which of many rules counts for a path: the most specific one alone.

import type { Operation } from '../call.ts';
import type { Capability, Rule } from './rules.ts';

/** By the path of the rule, those of all policies together; a `deny` leaves nothing beside it. */
export type Acl = ReadonlyMap<string, readonly Capability[]>;

export function aclOf(rules: readonly Rule[]): Acl {
  const acl = new Map<string, readonly Capability[]>();
  for (const { path, capabilities } of rules) {
    const all = [...(acl.get(path) ?? []), ...capabilities];
    acl.set(path, all.includes('deny') ? ['deny'] : [...new Set(all)]);
  }
  return acl;
}

/**
 * What may be done at a path; empty when no rule fits.
 * A rule without wildcards that names the path comes first; a list, whose path ends in a slash, also fits the rule
 * without it. https://developer.hashicorp.com/vault/docs/concepts/policies#priority-matching
 */
export function allowedAt(acl: Acl, path: string, operation: Operation): readonly Capability[] {
  const bare = path.replace(/\/$/, '');
  const tries = operation === 'list' && bare !== path ? [path, bare] : [path];
  for (const each of tries) {
    const exact = isWild(each) ? undefined : acl.get(each);
    if (exact !== undefined) return exact;
  }
  for (const each of [...tries].reverse()) {
    const best = bestOf(acl, each);
    if (best !== null) return acl.get(best) ?? [];
  }
  return [];
}

function bestOf(acl: Acl, path: string): string | null {
  const fitting = [...acl.keys()].filter((rule) => isWild(rule) && fits(rule, path));
  return fitting.sort(bySpecificity)[0] ?? null;
}

function isWild(rule: string): boolean {
  return rule.endsWith('*') || hasSegments(rule);
}

/** `+` stands for one whole segment. */
function hasSegments(rule: string): boolean {
  return rule === '+' || rule.startsWith('+/') || rule.includes('/+');
}

function fits(rule: string, path: string): boolean {
  const prefix = rule.endsWith('*');
  const fixed = prefix ? rule.slice(0, -1) : rule;
  if (!hasSegments(rule)) return path.startsWith(fixed);
  const parts = fixed.split('/');
  const given = path.split('/');
  if (given.length < parts.length || (!prefix && given.length !== parts.length)) return false;
  return parts.every((part, at) => {
    const segment = given[at] ?? '';
    const last = prefix && at === parts.length - 1;
    return part === '+' || part === segment || (last && segment.startsWith(part));
  });
}

/** First wildcard later, no `*` at the end, fewer `+`, longer, later in the alphabet: the first that differs decides. */
function bySpecificity(a: string, b: string): number {
  const [one, other] = [weight(a), weight(b)];
  for (const [at, value] of one.entries()) {
    const difference = (other[at] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return a < b ? 1 : -1;
}

function weight(rule: string): readonly number[] {
  const prefix = rule.endsWith('*');
  const fixed = prefix ? rule.slice(0, -1) : rule;
  const plus = rule.indexOf('+');
  const first = hasSegments(rule) ? plus : fixed.length;
  const segments = rule.split('/').filter((part) => part === '+').length;
  return [first, prefix ? 0 : 1, -segments, fixed.length];
}
