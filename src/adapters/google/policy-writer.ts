// Read, change, write: the only way to change an allow policy, with everything in it that is not ours.

import type { Clock } from '../../ports/clock.ts';
import { Failure } from '../../ports/failure.ts';
import type { Binding } from './policy.ts';

/** As REST and gRPC answers alike spell it; what else there is goes back as it came. */
export interface Policy {
  /** 3 where there are conditions. */
  readonly version?: number | null;
  readonly bindings?: Binding[] | null;
  readonly etag?: unknown;
}

export interface PolicyAt<P extends Policy> {
  /** For messages, and what tells one policy from another: `project acme-runway-production`. */
  readonly resource: string;
  /** Null: it is not there, and there is nothing to change. */
  read(this: void): Promise<P | null>;
  /** False: somebody else wrote in between, and nothing was written. */
  write(this: void, policy: P): Promise<boolean>;
  /** The new lines; the very same list, or the same lines in it, where nothing is to change. */
  change(this: void, bindings: readonly Binding[]): readonly Binding[];
}

export type PolicyWriter = <P extends Policy>(
  at: PolicyAt<P>,
  signal: AbortSignal,
) => Promise<void>;

const ATTEMPTS = 6;
const FIRST_REST_MS = 200;

/**
 * Google asks for the whole of it to be done again when somebody else wrote in between, with growing pauses. All of
 * our own writes to one policy stand in line, so that only others can be in between.
 */
export function createPolicyWriter(clock: Clock): PolicyWriter {
  const lines = new Map<string, Promise<unknown>>();
  return async (at, signal) => {
    const before = lines.get(at.resource) ?? Promise.resolve();
    const mine = before.then(() => changeAt(at, clock, signal));
    const settled = mine.catch(() => undefined);
    lines.set(at.resource, settled);
    try {
      await mine;
    } finally {
      if (lines.get(at.resource) === settled) lines.delete(at.resource);
    }
  };
}

async function changeAt<P extends Policy>(
  at: PolicyAt<P>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const policy = await at.read();
    if (policy === null) return;
    const before = policy.bindings ?? [];
    const bindings = at.change(before);
    if (sameLines(before, bindings)) return;
    // With conditions, version 3 must be said, or Google refuses; the etag keeps it from being written over.
    if (await at.write({ ...policy, version: 3, bindings: [...bindings] })) return;
    if (attempt === ATTEMPTS) throw contended(at.resource);
    await clock.sleep(FIRST_REST_MS * 2 ** (attempt - 1) * (0.5 + Math.random()), signal);
  }
}

function sameLines(before: readonly Binding[], after: readonly Binding[]): boolean {
  return before.length === after.length && before.every((binding, at) => binding === after[at]);
}

function contended(resource: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `The policy of ${resource} was changed by somebody else each of ${ATTEMPTS} times that Runway tried.`,
    hint: 'It is tried again by itself. If this goes on, find out who writes the policy again and again.',
    retry: 'later',
  });
}
