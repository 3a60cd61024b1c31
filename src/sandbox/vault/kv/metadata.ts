// `metadata/`: what is known of a secret besides its values.

import type { Call, Data, Reply } from '../call.ts';
import { flagIn, goDuration, objectIn, secondsIn, wholeIn } from '../input.ts';
import { badRequest, VaultRefusal } from '../refusal.ts';
import { newSecret, type Secret } from './secret.ts';
import type { Shelf } from './shelf.ts';

const FIELDS = ['max_versions', 'cas_required', 'delete_version_after', 'custom_metadata'] as const;

export function readMetadata(shelf: Shelf, path: string): Reply | null {
  const secret = shelf.find(path);
  if (secret === null) return null;
  const versions = Object.entries(secret.versions).map(([number, version]) => [
    number,
    {
      created_by: null,
      created_time: version.createdTime,
      deleted_by: null,
      deletion_time: version.deletionTime,
      destroyed: version.destroyed,
    },
  ]);
  return {
    data: {
      cas_required: secret.casRequired,
      created_time: secret.createdTime,
      current_version: secret.current,
      custom_metadata: secret.custom,
      delete_version_after: goDuration(secret.deleteAfterSeconds),
      last_updated_by: null,
      max_versions: secret.maxVersions,
      oldest_version: secret.oldest,
      updated_time: secret.updatedTime,
      versions: Object.fromEntries(versions) as Data,
    },
  };
}

/** Makes the secret where there is none, with no version. */
export function writeMetadata(shelf: Shelf, path: string, { data }: Call): null {
  if (!FIELDS.some((field) => field in data)) return null;
  const custom = customIn(data);
  const stamp = shelf.stamp();
  shelf.put(path, told(shelf.find(path) ?? newSecret(stamp), data, custom));
  return null;
}

export function patchMetadata(shelf: Shelf, path: string, { data }: Call): null {
  const secret = shelf.find(path);
  if (secret === null) throw new VaultRefusal(404);
  const patch = Object.entries(objectIn(data, 'custom_metadata') ?? {});
  const gone = patch.filter(([, value]) => value === null).map(([key]) => key);
  const left = Object.entries(secret.custom ?? {}).filter(([key]) => !gone.includes(key));
  const set = patch.filter(([, value]) => value !== null);
  const merged = Object.fromEntries([...left, ...set]);
  shelf.put(path, told(secret, data, customIn({ custom_metadata: merged })));
  return null;
}

function told(secret: Secret, data: Data, custom: Secret['custom']): Secret {
  return {
    ...secret,
    maxVersions: wholeIn(data, 'max_versions') ?? secret.maxVersions,
    casRequired: flagIn(data, 'cas_required') ?? secret.casRequired,
    deleteAfterSeconds: secondsIn(data, 'delete_version_after') ?? secret.deleteAfterSeconds,
    custom: custom ?? secret.custom,
  };
}

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#custom_metadata */
function customIn(data: Data): Readonly<Record<string, string>> | null {
  const given = objectIn(data, 'custom_metadata');
  if (given === null) return null;
  const entries = Object.entries(given).map(([key, value]) => [key, String(value)] as const);
  if (entries.length > 64)
    throw invalid(`payload must contain at most 64 keys, provided ${entries.length}`);
  for (const [key, value] of entries) {
    if (key.length === 0 || key.length > 128)
      throw invalid(`length of key "${key}" is ${key.length} but must be 0 < len(key) <= 128`);
    if (value.length === 0 || value.length > 512)
      throw invalid(
        `length of value for key "${key}" is ${value.length} but must be 0 < len(value) <= 512`,
      );
  }
  return Object.fromEntries(entries);
}

function invalid(words: string): Error {
  return badRequest(`custom_metadata validation failed: ${words}`);
}
