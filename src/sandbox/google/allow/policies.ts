// The allow policies of all resources, and when a change of one is felt.

import { isDeepStrictEqual } from 'node:util';
import { CloudRefusal } from '../refusal.ts';
import type { StateFile } from '../state-file.ts';
import type { Binding, Policy, WishedPolicy } from './policy.ts';
import { NO_POLICY, readBindings, versionOf } from './policy.ts';

export interface StoredPolicy {
  /** Counts the writes; the etag is made of it. */
  readonly written: number;
  /** Oldest first; the last one is what clients read. */
  readonly states: readonly { readonly bindings: readonly Binding[]; readonly feltAt: number }[];
}

export type StoredPolicies = Readonly<Record<string, StoredPolicy>>;

export interface Policies {
  /** As it was last written. Names are canonical everywhere here. */
  read(resource: string): Policy;
  /** What the access check goes by now. */
  felt(resource: string): readonly Binding[];
  /** Throws ABORTED for an etag that is not the current one; without an etag it overwrites. */
  write(resource: string, wished: WishedPolicy): Policy;
  /** The resource is gone. */
  drop(resource: string): void;
  /** Renames a member wherever it stands, at once; etags stay. */
  rename(member: string, name: string): void;
}

export interface PoliciesOptions {
  readonly file: StateFile<StoredPolicies>;
  readonly nowMs: () => number;
  readonly delayMs: () => number;
  /** Throws INVALID_ARGUMENT for roles and members that cannot be granted. */
  readonly check: (bindings: readonly Binding[], before: readonly Binding[]) => void;
}

const CONFLICT =
  'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.';

export function createPolicies({ check, delayMs, file, nowMs }: PoliciesOptions): Policies {
  const stored = (resource: string): StoredPolicy | undefined => file.read()[resource];
  const read = (resource: string): Policy => shown(stored(resource));
  return {
    read,
    felt(resource) {
      const states = stored(resource)?.states ?? [];
      return states.findLast(({ feltAt }) => feltAt <= nowMs())?.bindings ?? [];
    },
    write(resource, wished) {
      const before = read(resource);
      if (wished.etag && wished.etag !== before.etag) {
        const words = `The request's ETag '${wished.etag}' did not match the current policy's ETag '${before.etag}'.`;
        throw new CloudRefusal('ABORTED', `${CONFLICT} ${words}`);
      }
      const bindings = readBindings(wished);
      check(bindings, before.bindings);
      const last = stored(resource);
      const now = nowMs();
      const state = { bindings, feltAt: now + delayMs() };
      const next = { written: (last?.written ?? 0) + 1, states: [...still(last, now), state] };
      file.write({ ...file.read(), [resource]: next });
      return shown(next);
    },
    drop(resource) {
      const { [resource]: gone, ...rest } = file.read();
      if (gone !== undefined) file.write(rest);
    },
    rename(member, name) {
      const all = Object.entries(file.read()).map(([resource, policy]) => {
        const states = policy.states.map(({ bindings, feltAt }) => ({
          bindings: bindings.map((binding) => renamed(binding, member, name)),
          feltAt,
        }));
        return [resource, { ...policy, states }] as const;
      });
      const next = Object.fromEntries(all);
      if (!isDeepStrictEqual(next, file.read())) file.write(next);
    },
  };
}

/** The states that are, or are still to be, felt. */
function still(policy: StoredPolicy | undefined, now: number): StoredPolicy['states'] {
  const states = policy?.states ?? [];
  return states.slice(
    Math.max(
      0,
      states.findLastIndex(({ feltAt }) => feltAt <= now),
    ),
  );
}

function shown(policy: StoredPolicy | undefined): Policy {
  const bindings = policy?.states.at(-1)?.bindings;
  if (policy === undefined || bindings === undefined) return NO_POLICY;
  const etag = Buffer.alloc(8);
  etag.writeBigUInt64BE(0x0706_0000_0000_0000n + BigInt(policy.written));
  return { version: versionOf(bindings), bindings, etag: etag.toString('base64') };
}

function renamed(binding: Binding, member: string, name: string): Binding {
  if (!binding.members.includes(member)) return binding;
  return { ...binding, members: binding.members.map((each) => (each === member ? name : each)) };
}
