// How Secret Manager is called, and what all calls about a secret have in common.

import type { v1 } from '@google-cloud/secret-manager';
import type { CallOptions } from 'google-gax';
import { createCaller, type Call, type Caller, type Means } from '../../google/caller.ts';
import { CODE, codeOf } from '../../google/canonical-code.ts';
import { wordsOf } from '../../google/failures.ts';
import {
  callOptions,
  clientOptions,
  connected,
  type GrpcConnection,
} from '../../google/grpc-channel.ts';
import { lazily } from '../../google/lazily.ts';
import type { At } from './api.ts';

export type Connection = GrpcConnection & Means;

type Client = v1.SecretManagerServiceClient;

export type SecretsCaller = Caller<Client, CallOptions>;

/** The SDK is loaded with the first call. */
export function callerOver(connection: Connection): SecretsCaller {
  return createCaller(
    {
      name: 'Secret Manager',
      roles: '(roles/secretmanager.admin holds the rights on secrets)',
      host: connection.endpoint ?? 'secretmanager.googleapis.com',
      meaning,
      clients: lazily(() => connect(connection)),
      options: callOptions,
    },
    connection,
  );
}

type Errand = Omit<Call<Client, CallOptions, never>, 'send'>;

/** `right`: `secrets.update`. */
export function writing({ as, id, project }: At, verb: string, right: string): Errand {
  return {
    type: 'write',
    as,
    party: { key: project, words: `Secret Manager of ${project}` },
    doing: { verb, what: `${id} (${project})`, right: `secretmanager.${right}` },
  };
}

export function reading(at: At, verb: string, right: string): Errand {
  return { ...writing(at, verb, right), type: 'read' };
}

export function nameOf({ project, id }: At): string {
  return `projects/${project}/secrets/${id}`;
}

/** An etag that is not the current one any more has the status of what will never do: its words tell it apart. */
function meaning(error: unknown): number | null {
  const code = codeOf(error);
  const refused = code === CODE.failedPrecondition || code === CODE.invalidArgument;
  return refused && /\betag\b/i.test(wordsOf(error)) ? CODE.aborted : code;
}

async function connect(connection: GrpcConnection): Promise<Client> {
  const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
  return connected(new SecretManagerServiceClient(await clientOptions(connection)));
}
