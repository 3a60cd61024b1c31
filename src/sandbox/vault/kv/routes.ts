// KV version 2: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2

import type { Call, Route } from '../call.ts';
import { wholesIn } from '../input.ts';
import { badRequest } from '../refusal.ts';
import type { Entries } from '../store/storage.ts';
import { kvConfig, shownConfig, writeKvConfig } from './config.ts';
import { deleteNewest, patchData, readData, writeData, type DataWork } from './data.ts';
import { patchMetadata, readMetadata, writeMetadata } from './metadata.ts';
import { changed, deleteAfter, isGone, later, type Version } from './secret.ts';
import { createShelf } from './shelf.ts';

export function kvRoutes(entries: Entries, now: () => Date): readonly Route[] {
  const shelf = createShelf(entries, now);
  const config = () => kvConfig(entries);
  const work: DataWork = { shelf, config, now };
  const exists = (call: Call): boolean => shelf.find(at(call)) !== null;
  return [
    {
      path: /^config$/,
      read: () => ({ data: shownConfig(config()) }),
      write: (call) => writeKvConfig(entries, call),
    },
    {
      path: /^data\/(?<path>.*[^/])$/,
      exists,
      read: (call) => readData(work, at(call), call),
      write: (call) => writeData(work, at(call), call),
      patch: (call) => patchData(work, at(call), call),
      remove: (call) => deleteNewest(work, at(call)),
    },
    {
      path: /^metadata(?:\/(?<path>.*))?$/,
      exists,
      list: (call) => ({ data: { keys: shelf.names(at(call)) } }),
      read: (call) => readMetadata(shelf, at(call)),
      write: (call) => writeMetadata(shelf, at(call), call),
      patch: (call) => patchMetadata(shelf, at(call), call),
      remove(call) {
        shelf.drop(at(call));
        return null;
      },
    },
    ...versionRoutes(work),
  ];
}

/** `delete/`, `undelete/` and `destroy/`: some versions by their numbers. */
function versionRoutes({ config, now, shelf }: DataWork): readonly Route[] {
  const route = (verb: string, become: (call: Call) => (version: Version) => Version): Route => ({
    path: new RegExp(`^${verb}/(?<path>.+)$`),
    write(call) {
      const numbers = wholesIn(call.data, 'versions');
      if (numbers.length === 0)
        throw badRequest(`${verb === 'destroy' ? 'no' : 'No'} version number provided`);
      const secret = shelf.find(at(call));
      if (secret !== null) shelf.put(at(call), changed(secret, numbers, become(call)));
      return null;
    },
  });
  return [
    route('delete', () => (version) => {
      return isGone(version, now().getTime())
        ? version
        : { ...version, deletionTime: shelf.stamp() };
    }),
    route('undelete', (call) => (version) => {
      const secret = shelf.find(at(call));
      const seconds = secret === null ? 0 : deleteAfter(secret, config());
      return { ...version, deletionTime: seconds > 0 ? later(shelf.stamp(), seconds) : '' };
    }),
    route('destroy', () => (version) => ({ ...version, destroyed: true, data: null })),
  ];
}

function at({ params }: Call): string {
  return params['path'] ?? '';
}
