// How one call is made: with a deadline, as somebody, and with failures in our words.

import type { CallOptions } from 'google-gax';
import type { Failure } from '../../../ports/failure.ts';
import type { Principal } from '../../../ports/identity.ts';
import { callOptions } from '../../google/grpc-channel.ts';
import { asSomebody } from '../../google/as-somebody.ts';
import type { Asking, Party } from '../../google/asking.ts';
import { CODE, codeOf } from '../../google/canonical-code.ts';
import {
  type Doing,
  type GoogleApi,
  translated as translatedFrom,
  wordsOf,
} from '../../google/failures.ts';
import type { Newcomers } from '../../google/newcomers.ts';
import type { At } from './api.ts';
import type { Client, Connection } from './connection.ts';

export interface Line {
  readonly connection: Connection;
  readonly client: () => Promise<Client>;
  readonly asking: Asking;
  readonly newcomers: Newcomers;
}

type Send<T> = (client: Client, options: CallOptions) => Promise<T>;

const SECRET_MANAGER: GoogleApi = {
  name: 'Secret Manager',
  roles: '(roles/secretmanager.admin holds the rights on secrets)',
};

/** Milliseconds for the request alone. */
const READ_MS = 10_000;
const WRITE_MS = 20_000;

export function read<T>(line: Line, at: Omit<At, 'id'>, send: Send<T>): Promise<T> {
  return line.asking.read(partyOf(at), () => sent(line, { as: at.as, timeoutMs: READ_MS }, send));
}

export function write<T>(line: Line, at: At, send: Send<T>): Promise<T> {
  return line.asking.write(partyOf(at), () => sent(line, { as: at.as, timeoutMs: WRITE_MS }, send));
}

async function sent<T>(
  { client, connection }: Line,
  { as, timeoutMs }: { readonly as: Principal; readonly timeoutMs: number },
  send: Send<T>,
): Promise<T> {
  const sdk = await client();
  return asSomebody(connection.identity, as, (token) => send(sdk, callOptions(token, timeoutMs)));
}

function partyOf({ project }: Omit<At, 'id'>): Party {
  return { key: project, words: `Secret Manager of ${project}` };
}

export function nameOf({ project, id }: At): string {
  return `projects/${project}/secrets/${id}`;
}

export function doing({ project, id, as }: At, verb: string, right: string): Doing {
  const what = { verb, right: `secretmanager.${right}`, what: `${id} (${project})` };
  return as.type === 'account' ? { ...what, as: as.email } : what;
}

/** `absent` is what not being there means; `throw` where it is a failure like any other. */
export async function call<T, A>(
  what: Doing,
  absent: A | 'throw',
  ask: () => Promise<T>,
): Promise<T | Exclude<A, 'throw'>> {
  try {
    return await ask();
  } catch (error) {
    if (absent !== 'throw' && codeOf(error) === CODE.notFound) return absent as Exclude<A, 'throw'>;
    throw translated(error, what);
  }
}

export function translated(error: unknown, what: Doing): Failure {
  const told = lost(error)
    ? Object.assign(new Error(wordsOf(error)), { code: CODE.aborted })
    : error;
  return translatedFrom(told, what, SECRET_MANAGER);
}

/** Somebody else wrote in between. Google has one status for much, so it is told apart by its words. */
export function lost(error: unknown): boolean {
  const code = codeOf(error);
  const refused = code === CODE.failedPrecondition || code === CODE.invalidArgument;
  return code === CODE.aborted || (refused && /\betag\b/i.test(wordsOf(error)));
}
