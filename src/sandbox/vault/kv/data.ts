// `data/`: versions written, read, patched, and the newest one deleted.

import type { Call, Data, Reply } from '../call.ts';
import { objectIn, wholeIn } from '../input.ts';
import { badRequest, VaultRefusal } from '../refusal.ts';
import type { KvConfig } from './config.ts';
import { added, changed, isGone, newSecret, shownVersion, type Secret } from './secret.ts';
import type { Shelf } from './shelf.ts';

export interface DataWork {
  readonly shelf: Shelf;
  readonly config: () => KvConfig;
  readonly now: () => Date;
}

export function readData({ now, shelf }: DataWork, path: string, { query }: Call): Reply | null {
  const secret = shelf.find(path);
  const asked = Number(query.get('version') ?? 0);
  const number = asked > 0 ? asked : (secret?.current ?? 0);
  const version = secret?.versions[number];
  if (secret === null || version === undefined) return null;
  const metadata = shownVersion(secret, number);
  if (isGone(version, now().getTime())) return { status: 404, data: { data: null, metadata } };
  return { data: { data: version.data, metadata } };
}

export function writeData(work: DataWork, path: string, { data }: Call): Reply {
  const given = objectIn(data, 'data');
  if (given === null) throw badRequest('no data provided');
  const stamp = work.shelf.stamp();
  const before = work.shelf.find(path) ?? newSecret(stamp);
  checkCas(before, work.config(), data);
  return keep(work, path, added(before, given, work.config(), stamp));
}

/** https://www.rfc-editor.org/rfc/rfc7396 over the newest version. */
export function patchData(work: DataWork, path: string, { data }: Call): Reply {
  const given = objectIn(data, 'data');
  if (given === null) throw badRequest('no data provided');
  const before = work.shelf.find(path);
  const version = before?.versions[before.current];
  if (before === null || version === undefined || isGone(version, work.now().getTime()))
    throw new VaultRefusal(404);
  checkCas(before, work.config(), data);
  const merged = merge(version.data ?? {}, given) as Data;
  return keep(work, path, added(before, merged, work.config(), work.shelf.stamp()));
}

export function deleteNewest({ now, shelf }: DataWork, path: string): null {
  const secret = shelf.find(path);
  const version = secret?.versions[secret.current];
  if (secret === null || version === undefined || isGone(version, now().getTime())) return null;
  const deletionTime = shelf.stamp();
  shelf.put(
    path,
    changed(secret, [secret.current], (each) => ({ ...each, deletionTime })),
  );
  return null;
}

function keep({ shelf }: DataWork, path: string, secret: Secret): Reply {
  shelf.put(path, secret);
  return { data: shownVersion(secret, secret.current) };
}

function checkCas(secret: Secret, config: KvConfig, data: Data): void {
  const cas = wholeIn(objectIn(data, 'options') ?? {}, 'cas');
  if (cas === null) {
    if (config.casRequired || secret.casRequired)
      throw badRequest('check-and-set parameter required for this call');
  } else if (cas !== secret.current)
    throw badRequest('check-and-set parameter did not match the current version');
}

function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const merged: Record<string, unknown> = isObject ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}
