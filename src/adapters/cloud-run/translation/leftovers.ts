// What is set on a live object beyond what Runway sets: every value by its path, so that no hand edit hides.

import { seconds } from './duration.ts';

/** The SDK adds these to say which member of a choice is set; they are no settings. */
const CHOICES = new Set([
  'values',
  'probeType',
  'volumeType',
  'binauthzMethod',
  'sourceType',
  'reasons',
]);

/** Members of services and revisions that the API keeps for itself, or that are told in another way. */
export const BOOKKEEPING = [
  'name',
  'uid',
  'generation',
  'createTime',
  'updateTime',
  'deleteTime',
  'expireTime',
  'creator',
  'reconciling',
  'conditions',
  'observedGeneration',
  'satisfiesPzs',
  'etag',
  'launchStage',
] as const;

/** Adds each set value below `path`. Empty, zero, false and unspecified are what the API means by not set. */
export function collectLeftovers(
  value: unknown,
  path: string,
  found: Record<string, string>,
): Record<string, string> {
  if (unset(value)) return found;
  if (typeof value !== 'object' || value === null) {
    found[path] = String(value);
    return found;
  }
  if (Array.isArray(value)) return collectList(value, path, found);
  const text = scalar(value);
  if (text !== null) {
    if (text !== '0s' && text !== '0') found[path] = text;
    return found;
  }
  for (const [key, member] of settings(value)) collectLeftovers(member, `${path}.${key}`, found);
  return found;
}

/** The same for an object's own members, without those that have a rule elsewhere. */
export function collectMembers(
  value: object,
  known: ReadonlySet<string>,
  found: Record<string, string>,
): void {
  for (const [key, member] of settings(value)) {
    if (!known.has(key)) collectLeftovers(member, key, found);
  }
}

function settings(value: object): [string, unknown][] {
  return Object.entries(value).filter(([key]) => !CHOICES.has(key) && !key.startsWith('_'));
}

/** Named things by their name, so that their order means nothing; plain values as one list. */
function collectList(list: unknown[], path: string, found: Record<string, string>) {
  if (list.every((item) => typeof item !== 'object')) {
    if (list.length > 0) found[path] = JSON.stringify(list);
    return found;
  }
  for (const [index, item] of list.entries()) {
    collectLeftovers(item, `${path}.${keyOf(item) ?? index}`, found);
  }
  return found;
}

function keyOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  const { mountPath, name } = item as { mountPath?: unknown; name?: unknown };
  if (typeof mountPath === 'string' && mountPath !== '') return mountPath;
  return typeof name === 'string' && name !== '' ? name : null;
}

function unset(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === 0 || value === false) {
    return true;
  }
  return typeof value === 'string' && value.endsWith('_UNSPECIFIED');
}

/** Durations and 64-bit numbers are objects on the wire. */
function scalar(value: object): string | null {
  if ('seconds' in value) return `${seconds(value as { seconds: string; nanos?: number })}s`;
  if ('low' in value && 'high' in value) return (value as { toString(): string }).toString();
  return null;
}
