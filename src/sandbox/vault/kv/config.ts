// What a KV mount says for all its secrets.

import type { Call, Data } from '../call.ts';
import { flagIn, goDuration, secondsIn, wholeIn } from '../input.ts';
import type { Entries } from '../store/storage.ts';

export interface KvConfig {
  readonly maxVersions: number;
  readonly casRequired: boolean;
  /** Negative: no secret may have such a time. */
  readonly deleteAfterSeconds: number;
}

export function kvConfig(entries: Entries): KvConfig {
  return (
    (entries.get('config') as KvConfig | null) ?? {
      maxVersions: 0,
      casRequired: false,
      deleteAfterSeconds: 0,
    }
  );
}

export function shownConfig({ casRequired, deleteAfterSeconds, maxVersions }: KvConfig): Data {
  return {
    cas_required: casRequired,
    delete_version_after: goDuration(Math.max(0, deleteAfterSeconds)),
    max_versions: maxVersions,
  };
}

export function writeKvConfig(entries: Entries, { data }: Call): null {
  const before = kvConfig(entries);
  entries.put('config', {
    maxVersions: wholeIn(data, 'max_versions') ?? before.maxVersions,
    casRequired: flagIn(data, 'cas_required') ?? before.casRequired,
    deleteAfterSeconds: secondsIn(data, 'delete_version_after') ?? before.deleteAfterSeconds,
  } satisfies KvConfig);
  return null;
}
