// One request to Cloud Run, which throttles and fails by project and region, as who is to make it.

import type { CallOptions } from 'google-gax';
import { SELF } from '../../../ports/identity.ts';
import { asSomebody } from '../../google/as-somebody.ts';
import type { Asking, Party } from '../../google/asking.ts';
import { callOptions } from '../../google/grpc-channel.ts';
import { parentName, type Location } from '../translation/wire.ts';
import type { Clients, Line } from './connection.ts';

type Send<T> = (clients: Clients, options: CallOptions) => Promise<T>;

export interface Requests {
  /** Sends a write once. Throws the SDK's error, or a Failure while the project and region are left alone. */
  write<T>(this: void, at: Location, send: Send<T>): Promise<T>;
  /** The same for a read, which is sent again when the connection was lost. */
  read<T>(this: void, at: Location, send: Send<T>): Promise<T>;
}

/** Milliseconds for the request alone. */
const READ_MS = 10_000;
const WRITE_MS = 30_000;

export function requestsOver(line: Line, asking: Asking): Requests {
  const sent = <T>(how: 'read' | 'write', at: Location, send: Send<T>): Promise<T> =>
    asking[how](partyOf(at), () =>
      asSomebody(line, at.as ?? SELF, async (token) =>
        send(await line.clients(), callOptions(token, how === 'read' ? READ_MS : WRITE_MS)),
      ),
    );
  return {
    read: (at, send) => sent('read', at, send),
    write: (at, send) => sent('write', at, send),
  };
}

function partyOf(at: Location): Party {
  return { key: parentName(at), words: `Cloud Run in ${at.region} (${at.project})` };
}
