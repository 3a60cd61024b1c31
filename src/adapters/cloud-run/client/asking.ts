// One request to Cloud Run, which throttles and fails by project and region.

import { createAsking as createGoogleAsking } from '../../google/asking.ts';
import type { AskingOptions, Party } from '../../google/asking.ts';
import { parentName, type Location } from '../translation/wire.ts';

export interface Asking {
  /** Sends a write once. Throws the SDK's error, or a Failure while the project and region are left alone. */
  write<T>(this: void, at: Location, send: () => Promise<T>): Promise<T>;
  /** The same for a read, which is sent again when the connection was lost. */
  read<T>(this: void, at: Location, send: () => Promise<T>): Promise<T>;
}

export function createAsking(options: AskingOptions): Asking {
  const asking = createGoogleAsking(options);
  return {
    write: (at, send) => asking.write(partyOf(at), send),
    read: (at, send) => asking.read(partyOf(at), send),
  };
}

function partyOf(at: Location): Party {
  return { key: parentName(at), words: `Cloud Run in ${at.region} (${at.project})` };
}
