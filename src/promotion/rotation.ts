// Which newer versions of secrets are offered to a target that pins older ones.

import { type Pins, TAKEN_NAME } from '../documents/pins.ts';
import type { EffectiveService } from '../documents/service-form.ts';
import { hiddenIn, hiddenLine } from './hidden-line.ts';

/** What Vault has of a secret. */
export interface Held {
  /** The newest version that can be read; null: there is none. */
  readonly newest: number | null;
  /** The number that was written last; a smaller one than what is pinned tells of a secret that was made anew. */
  readonly current: number;
}

export interface RotationQuestion {
  readonly service: EffectiveService;
  /** All pins of the deployment. */
  readonly pinned: Pins;
  /** By name; those that were looked at. */
  readonly held: ReadonlyMap<string, Held>;
  /** What people have turned down. */
  readonly declined: readonly Pins[];
}

/** Names that are worth a look: what is received, and without a list whatever Vault holds besides. */
export function namesToLookAt(
  { service, pinned }: Pick<RotationQuestion, 'service' | 'pinned'>,
  inVault: readonly string[],
): readonly string[] {
  const { secrets: listed, environment = {} } = service;
  const received = Object.keys(pinned).filter((name) => listed?.includes(name) ?? true);
  if (listed !== undefined) return received;
  const more = inVault.filter(
    (name) => !TAKEN_NAME.test(name) && !Object.hasOwn(environment, name),
  );
  return [...new Set([...received, ...more])].sort();
}

/** The pins to change, with their new numbers; empty: nothing is to be offered. */
export function rotation({ service, pinned, held, declined }: RotationQuestion): Pins {
  const due = namesToLookAt({ service, pinned }, [...held.keys()]).flatMap((name) => {
    const newest = newer(pinned[name], held.get(name));
    if (newest === null || declined.some((pins) => pins[name] === newest)) return [];
    return [[name, newest] as const];
  });
  return Object.fromEntries(due);
}

/** The newest where it is newer than what is pinned, or what is pinned belongs to a secret that is gone. */
function newer(pinned: number | undefined, held: Held | undefined): number | null {
  if (held === undefined || held.newest === null) return null;
  if (pinned === undefined || held.newest > pinned) return held.newest;
  return held.current < pinned ? held.newest : null;
}

/** For the description of a merge request. */
export function rotationMarker(pins: Pins): string {
  return hiddenLine('rotation', pins);
}

/** The pins that a description offers, or null for a text that Runway has not made. */
export function rotationIn(description: string): Pins | null {
  const value = hiddenIn('rotation', description);
  if (value === null || typeof value !== 'object') return null;
  const numbers = Object.values(value).every((version) => typeof version === 'number');
  return numbers ? (value as Pins) : null;
}
