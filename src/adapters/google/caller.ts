// How an API of Google is called: in time, as somebody, and with what is no failure as a value.

import type { Calls } from '../../ports/calls.ts';
import type { Principal } from '../../ports/identity.ts';
import { asSomebody, type Tokens } from './as-somebody.ts';
import { createAsking, DEADLINES, type Deadlines, type Party } from './asking.ts';
import { CODE } from './canonical-code.ts';
import { meaningOf, translated, type Doing, type GoogleApi } from './failures.ts';
import type { About, Newcomers } from './newcomers.ts';

/** What all that is called shares. */
export interface Means {
  readonly identity: Tokens;
  readonly calls: Calls;
  /** Accounts that Google may not know yet, shared with whoever makes them. */
  readonly newcomers: Newcomers;
  /** Left out: a little more than a library is given for the request alone. */
  readonly deadlines?: Deadlines | undefined;
}

export interface CalledApi<Clients, Options> extends GoogleApi {
  /** As it is counted: `run.googleapis.com`. */
  readonly host: string;
  readonly clients: () => Promise<Clients>;
  /** What a method of the clients takes beside its request. */
  readonly options: (token: string, timeoutMs: number) => Options;
}

export interface Call<Clients, Options, T> {
  /** A read is sent again when the connection was lost, a write never. */
  readonly type: 'read' | 'write';
  readonly party: Party;
  readonly as: Principal;
  readonly doing: Doing;
  /** Which accounts may be too new for it. Left out: none. */
  readonly about?: About;
  send(this: void, clients: Clients, options: Options): Promise<T>;
}

/** Every method throws a Failure. */
export interface Caller<Clients, Options> {
  call<T>(this: void, call: Call<Clients, Options, T>): Promise<T>;
  /** The same, but that what is not there is null. */
  find<T>(this: void, call: Call<Clients, Options, T>): Promise<T | null>;
  /** False: somebody else wrote in between, and nothing was written. */
  attempt(this: void, call: Call<Clients, Options, unknown>): Promise<boolean>;
  /** False: it was there already, and is left as it was. */
  make(this: void, call: Call<Clients, Options, unknown>): Promise<boolean>;
}

/** Milliseconds for the request alone. Left to itself a library repeats reads for minutes. */
const TIMEOUTS = { read: 10_000, write: 30_000 } as const;

const NOBODY: About = { members: [] };

/** One connection, for whoever asks. */
export function createCaller<Clients, Options>(
  api: CalledApi<Clients, Options>,
  { calls, deadlines = DEADLINES, identity, newcomers }: Means,
): Caller<Clients, Options> {
  const asking = createAsking({ host: api.host, calls, deadlines });

  function sent<T>({ as, party, send, type }: Call<Clients, Options, T>): Promise<T> {
    return asking[type](party, () =>
      asSomebody(identity, as, async (token) =>
        send(await api.clients(), api.options(token, TIMEOUTS[type])),
      ),
    );
  }

  function failure({ about = NOBODY, doing }: Call<Clients, Options, unknown>, error: unknown) {
    return newcomers.excuse(error, about) ?? translated(error, doing, api);
  }

  /** Whether it was done; false where it is answered with this status, which is no failure here. */
  async function done(status: number, call: Call<Clients, Options, unknown>): Promise<boolean> {
    try {
      await sent(call);
      return true;
    } catch (error) {
      if (meaningOf(error, api) === status) return false;
      throw failure(call, error);
    }
  }

  return {
    async call(call) {
      try {
        return await sent(call);
      } catch (error) {
        throw failure(call, error);
      }
    },
    async find(call) {
      try {
        return await sent(call);
      } catch (error) {
        if (meaningOf(error, api) === CODE.notFound) return null;
        throw failure(call, error);
      }
    },
    attempt: (call) => done(CODE.aborted, call),
    make: (call) => done(CODE.alreadyExists, call),
  };
}
