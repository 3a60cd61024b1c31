// How a request to IAM or Resource Manager is made: in time, as somebody, and its failures translated.

import type { Calls } from '../../../ports/calls.ts';
import type { Identity, Principal } from '../../../ports/identity.ts';
import { asSomebody } from '../../google/as-somebody.ts';
import { createAsking, DEADLINES, type Party } from '../../google/asking.ts';
import { CODE, codeOf } from '../../google/canonical-code.ts';
import { translated, type Doing, type GoogleApi } from '../../google/failures.ts';
import type { About, Newcomers } from '../../google/newcomers.ts';
import { clientsOver, hostOf, type Clients, type Connection } from './connection.ts';

export interface IamConnection extends Connection {
  readonly identity: Identity;
  readonly calls: Calls;
  readonly newcomers: Newcomers;
}

/** What a library's method takes beside its parameters. */
export interface Options {
  readonly headers: Record<string, string>;
  /** Milliseconds. */
  readonly timeout: number;
  readonly retry: false;
}

export interface Request<T> {
  readonly api: 'iam' | 'resourceManager';
  readonly type: 'read' | 'write';
  readonly project: string;
  readonly doing: Doing;
  /** Which accounts may be too new for it. */
  readonly about: About;
  send(this: void, clients: Clients, options: Options): Promise<{ readonly data: T }>;
}

export interface IamCalls {
  /** Throws a Failure. */
  call<T>(this: void, request: Request<T>): Promise<T>;
  /** The same, but that what is not there is null. */
  find<T>(this: void, request: Request<T>): Promise<T | null>;
  /** False: somebody else wrote in between, and nothing was written. */
  attempt(this: void, request: Request<unknown>): Promise<boolean>;
}

const APIS = {
  iam: {
    api: { name: 'IAM', roles: '(roles/iam.serviceAccountAdmin holds the rights on accounts)' },
    host: 'iam.googleapis.com',
  },
  resourceManager: {
    api: {
      name: 'Resource Manager',
      roles: '(roles/resourcemanager.projectIamAdmin holds the rights on the policy of a project)',
    },
    host: 'cloudresourcemanager.googleapis.com',
  },
} as const satisfies Record<string, { api: GoogleApi; host: string }>;

const LOST = Symbol('somebody else wrote in between');

/** The library repeats reads by itself unless it is told not to. */
const TIMEOUTS = { read: 10_000, write: 30_000 } as const;

/** One connection, for whoever asks. */
export function createIamCalls(connection: IamConnection): (as: Principal) => IamCalls {
  const { identity, calls, newcomers } = connection;
  const clients = clientsOver(connection);
  const asking = {
    iam: createAsking({ host: hostOf(connection.iam, APIS.iam.host), calls, deadlines: DEADLINES }),
    resourceManager: createAsking({
      host: hostOf(connection.resourceManager, APIS.resourceManager.host),
      calls,
      deadlines: DEADLINES,
    }),
  };

  async function send<T>(as: Principal, { api, type, project, send: ask }: Request<T>): Promise<T> {
    const party: Party = { key: project, words: `${APIS[api].api.name} (${project})` };
    const { data } = await asking[api][type](party, () =>
      asSomebody(identity, as, async (token) => {
        const headers = { authorization: `Bearer ${token}` };
        return ask(await clients(), { headers, timeout: TIMEOUTS[type], retry: false });
      }),
    );
    return data;
  }

  function judged({ api, doing, about }: Request<unknown>, error: unknown): Error {
    return newcomers.excuse(error, about) ?? translated(error, doing, APIS[api].api);
  }

  return (as) => {
    async function unless<T, A>(
      code: number | null,
      answer: A,
      request: Request<T>,
    ): Promise<T | A> {
      try {
        return await send(as, request);
      } catch (error) {
        if (code !== null && codeOf(error) === code) return answer;
        throw judged(request, error);
      }
    }
    return {
      call: <T>(request: Request<T>) => unless(null, undefined as never, request),
      find: (request) => unless(CODE.notFound, null, request),
      attempt: async (request) => (await unless(CODE.aborted, LOST, request)) !== LOST,
    };
  };
}
