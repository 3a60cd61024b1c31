// A secret with its versions, and what becomes of them.

import type { Data } from '../call.ts';
import type { KvConfig } from './config.ts';

export interface Version {
  /** RFC 3339, to the nanosecond. */
  readonly createdTime: string;
  /** Empty: never. It may lie ahead. */
  readonly deletionTime: string;
  readonly destroyed: boolean;
  /** Null once destroyed. */
  readonly data: Data | null;
}

export interface Secret {
  /** By number. */
  readonly versions: Readonly<Record<string, Version>>;
  readonly current: number;
  readonly oldest: number;
  readonly createdTime: string;
  readonly updatedTime: string;
  readonly maxVersions: number;
  readonly casRequired: boolean;
  readonly deleteAfterSeconds: number;
  readonly custom: Readonly<Record<string, string>> | null;
}

export function newSecret(at: string): Secret {
  return {
    versions: {},
    current: 0,
    oldest: 0,
    createdTime: at,
    updatedTime: at,
    maxVersions: 0,
    casRequired: false,
    deleteAfterSeconds: 0,
    custom: null,
  };
}

const USUAL_VERSIONS = 10;

/** With one version more; the oldest go when there are too many. */
export function added(secret: Secret, data: Data, config: KvConfig, stamp: string): Secret {
  const current = secret.current + 1;
  const seconds = deleteAfter(secret, config);
  const deletionTime = seconds > 0 ? later(stamp, seconds) : '';
  const version: Version = { createdTime: stamp, deletionTime, destroyed: false, data };
  const most = Math.max(secret.maxVersions, config.maxVersions) || USUAL_VERSIONS;
  const tooMany = current - secret.oldest >= most;
  const oldest = tooMany ? current - most + 1 : secret.oldest;
  const kept = Object.entries(secret.versions).filter(([number]) => Number(number) >= oldest);
  const versions = { ...Object.fromEntries(kept), [current]: version };
  return { ...secret, versions, current, oldest, updatedTime: stamp };
}

export function isGone({ deletionTime, destroyed }: Version, nowMs: number): boolean {
  return destroyed || (deletionTime !== '' && Date.parse(deletionTime) <= nowMs);
}

/** Every version of these numbers, as `become` makes it. */
export function changed(
  secret: Secret,
  numbers: readonly number[],
  become: (version: Version) => Version,
): Secret {
  const versions = Object.entries(secret.versions).map(([number, version]) => [
    number,
    numbers.includes(Number(number)) && !version.destroyed ? become(version) : version,
  ]);
  return { ...secret, versions: Object.fromEntries(versions) as Secret['versions'] };
}

/** Seconds after which a version is deleted by itself; the shorter of what mount and secret say; 0: never. */
export function deleteAfter({ deleteAfterSeconds }: Secret, config: KvConfig): number {
  if (config.deleteAfterSeconds < 0) return 0;
  const both = [deleteAfterSeconds, config.deleteAfterSeconds].filter((seconds) => seconds > 0);
  return both.length === 0 ? 0 : Math.min(...both);
}

export function later(stamp: string, seconds: number): string {
  return new Date(Date.parse(stamp) + seconds * 1000).toISOString();
}

export function shownVersion(secret: Secret, number: number): Data {
  const version = secret.versions[number];
  return {
    created_time: version?.createdTime ?? '',
    custom_metadata: secret.custom,
    deletion_time: version?.deletionTime ?? '',
    destroyed: version?.destroyed ?? false,
    version: number,
  };
}
