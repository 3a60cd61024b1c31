// How Cloud Run is called, which throttles and fails by project and region.

import type { RevisionsClient, ServicesClient } from '@google-cloud/run';
import type { CallOptions } from 'google-gax';
import { SELF, type Principal } from '../../../ports/identity.ts';
import type { Tokens } from '../../google/as-somebody.ts';
import { createCaller, type Call, type Caller, type Means } from '../../google/caller.ts';
import {
  callOptions,
  clientOptions,
  connected,
  type GrpcConnection,
} from '../../google/grpc-channel.ts';
import { lazily } from '../../google/lazily.ts';
import { parentName, type Location } from '../translation/wire.ts';
import { CLOUD_RUN, doing, type Verb } from './failures.ts';

export interface Connection extends GrpcConnection {
  /** A valid access token, asked for on every call. */
  readonly token: (principal: Principal) => Promise<string>;
  /** Told of a token that was not accepted. Left out: there is no other one to be had. */
  readonly rejected?: Tokens['rejected'];
}

export interface Clients {
  readonly services: ServicesClient;
  readonly revisions: RevisionsClient;
}

export type RunCaller = Caller<Clients, CallOptions>;
export type RunCall<T> = Call<Clients, CallOptions, T>;

/** The SDK is loaded with the first call. */
export function callerOver(connection: Connection & Omit<Means, 'identity'>): RunCaller {
  const { endpoint, rejected = () => undefined, token } = connection;
  return createCaller(
    {
      ...CLOUD_RUN,
      host: endpoint ?? 'run.googleapis.com',
      clients: lazily(() => connect(connection)),
      options: callOptions,
    },
    { ...connection, identity: { accessToken: token, rejected } },
  );
}

type Errand = Omit<RunCall<never>, 'send'>;

/** `named` is the service, or what else of the place. */
export function writing(verb: Verb, at: Location, named: string): Errand {
  return {
    type: 'write',
    as: at.as ?? SELF,
    party: { key: parentName(at), words: `Cloud Run in ${at.region} (${at.project})` },
    doing: doing(verb, at, named),
  };
}

export function reading(verb: Verb, at: Location, named: string): Errand {
  return { ...writing(verb, at, named), type: 'read' };
}

async function connect(connection: GrpcConnection): Promise<Clients> {
  const run = await import('@google-cloud/run');
  const options = await clientOptions(connection);
  const [services, revisions] = await Promise.all([
    connected(new run.ServicesClient(options)),
    connected(new run.RevisionsClient(options)),
  ]);
  return { services, revisions };
}
