// What set off the work under way, so that one id joins a webhook with everything that followed from it.

import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash, randomUUID } from 'node:crypto';

/** What can set off work, as the beginning of an id: a webhook, a person, the clock, a start, or nothing that anybody named. */
const traceOrigins = ['hook', 'api', 'resync', 'start', 'pass'] as const;

export type TraceOrigin = (typeof traceOrigins)[number];

const traces = new AsyncLocalStorage<string>();

/** Everything that `work` does and awaits has the id as its trace; what an outer trace began keeps its own. */
export function inTrace<T>(id: string, work: () => T): T {
  return traces.run(id, work);
}

/** Null outside of every trace. */
export function currentTrace(): string | null {
  return traces.getStore() ?? null;
}

/** What set off the work that has this id. */
export function originOf(trace: string): TraceOrigin {
  return traceOrigins.find((origin) => trace.startsWith(`${origin}-`)) ?? 'pass';
}

/** An id that nothing else has: `resync-1f0c8a5be2d4`. */
export function newTrace(origin: TraceOrigin): string {
  return traceOf(origin, randomUUID());
}

/**
 * The id of what somebody else has named, always the same for the same name. Short and harmless whatever the name
 * holds, since it comes from outside and goes to logs and the store.
 */
export function traceOf(origin: TraceOrigin, name: string): string {
  return `${origin}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}
