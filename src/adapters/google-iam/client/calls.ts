// How a request to IAM or Resource Manager is made: both answer over REST, by Google's own clients.

import type { Principal } from '../../../ports/identity.ts';
import { createCaller, type Call, type Means } from '../../google/caller.ts';
import type { Doing, GoogleApi } from '../../google/failures.ts';
import type { About } from '../../google/newcomers.ts';
import { clientsOver, hostOf, type Clients, type Connection } from './connection.ts';

export type IamConnection = Connection & Means;

/** What a library's method takes beside its parameters. */
export interface Options {
  readonly headers: Record<string, string>;
  /** Milliseconds. */
  readonly timeout: number;
  readonly retry: false;
}

export interface Request<T> {
  readonly api: keyof typeof APIS;
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
  iam: { name: 'IAM', roles: '(roles/iam.serviceAccountAdmin holds the rights on accounts)' },
  resourceManager: {
    name: 'Resource Manager',
    roles: '(roles/resourcemanager.projectIamAdmin holds the rights on the policy of a project)',
  },
} as const satisfies Record<string, GoogleApi>;

/** One connection, for whoever asks. */
export function createIamCalls(connection: IamConnection): (as: Principal) => IamCalls {
  const clients = clientsOver(connection);
  const callerOf = (api: keyof typeof APIS, host: string) =>
    createCaller({ ...APIS[api], host, clients, options: optionsOf }, connection);
  const callers = {
    iam: callerOf('iam', hostOf(connection.iam, 'iam.googleapis.com')),
    resourceManager: callerOf(
      'resourceManager',
      hostOf(connection.resourceManager, 'cloudresourcemanager.googleapis.com'),
    ),
  };
  return (as) => ({
    call: (request) => callers[request.api].call(callOf(as, request)),
    find: (request) => callers[request.api].find(callOf(as, request)),
    attempt: (request) => callers[request.api].attempt(callOf(as, request)),
  });
}

function callOf<T>(
  as: Principal,
  { about, api, doing, project, send, type }: Request<T>,
): Call<Clients, Options, T> {
  return {
    type,
    as,
    doing,
    about,
    party: { key: project, words: `${APIS[api].name} (${project})` },
    send: async (clients, options) => (await send(clients, options)).data,
  };
}

function optionsOf(token: string, timeout: number): Options {
  return { headers: { authorization: `Bearer ${token}` }, timeout, retry: false };
}
