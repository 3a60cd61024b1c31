// Allow policies as clients write and read them.

import { createHash } from 'node:crypto';
import { invalid } from '../refusal.ts';
import { readCondition } from './conditions.ts';

export interface Condition {
  readonly title: string;
  readonly description?: string;
  readonly expression: string;
}

export interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: Condition;
}

export interface Policy {
  /** 3 where a binding has a condition, else 1. */
  readonly version: number;
  readonly bindings: readonly Binding[];
  /** Base64: what gRPC carries as bytes. */
  readonly etag: string;
}

/** What a client may send: everything can be left out. */
export interface WishedPolicy {
  readonly version?: number | null;
  readonly bindings?: readonly WishedBinding[] | null;
  readonly etag?: string | null;
}

export interface WishedBinding {
  readonly role?: string | null;
  readonly members?: readonly string[] | null;
  readonly condition?: Partial<Record<keyof Condition, string | null>> | null;
}

/** Of a resource whose policy was never set. */
export const NO_POLICY: Policy = { version: 1, bindings: [], etag: 'ACAB' };

/**
 * The bindings as they are kept: one for each role and condition, members once, nothing empty.
 * Throws INVALID_ARGUMENT; roles and members are looked at elsewhere.
 */
export function readBindings({ bindings, version }: WishedPolicy): readonly Binding[] {
  const merged = new Map<string, Binding>();
  for (const { condition, members, role } of bindings ?? []) {
    if (!role) throw invalid('Role name must be set in every binding.');
    const read = condition ? readWhole(condition, version ?? 0) : undefined;
    const key = `${role} ${JSON.stringify(read)}`;
    const all = [...(merged.get(key)?.members ?? []), ...(members ?? [])];
    const only = { role, members: [...new Set(all)] };
    merged.set(key, read === undefined ? only : { ...only, condition: read });
  }
  return [...merged.values()].filter(({ members }) => members.length > 0);
}

function readWhole(
  { description, expression, title }: NonNullable<WishedBinding['condition']>,
  version: number,
): Condition {
  if (version !== 3) {
    throw invalid(
      `Policies with conditions must have version 3, but version ${version} was specified.`,
    );
  }
  if (!title) throw invalid('The title of a condition must be set.');
  readCondition(expression ?? '');
  return { title, ...(description ? { description } : {}), expression: expression ?? '' };
}

/**
 * For clients that ask for less than version 3: conditions are taken out, and the role says so.
 * https://cloud.google.com/iam/docs/troubleshoot-withcond
 */
export function withoutConditions(policy: Policy): Policy {
  const bindings = policy.bindings.map(({ condition, members, role }) => {
    if (condition === undefined) return { role, members };
    const digest = createHash('sha256').update(JSON.stringify(condition)).digest('hex');
    return { role: `${role}_withcond_${digest.slice(0, 20)}`, members };
  });
  return { ...policy, version: 1, bindings };
}

export function versionOf(bindings: readonly Binding[]): number {
  return bindings.some(({ condition }) => condition !== undefined) ? 3 : 1;
}
