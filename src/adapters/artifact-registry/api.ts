// The few calls of the Artifact Registry API that we use, with absence as a value and failures translated.

import type { ArtifactRegistryClient, protos } from '@google-cloud/artifact-registry';
import type { CallOptions } from 'google-gax';
import type { Calls } from '../../ports/calls.ts';
import type { Identity, Principal } from '../../ports/identity.ts';
import { asSomebody } from '../google/as-somebody.ts';
import { createAsking, DEADLINES } from '../google/asking.ts';
import { CODE, codeOf } from '../google/canonical-code.ts';
import { translated, type GoogleApi } from '../google/failures.ts';
import {
  callOptions,
  clientOptions,
  connected,
  type GrpcConnection,
} from '../google/grpc-channel.ts';
import { lazily } from '../google/lazily.ts';
import type { About, Newcomers } from '../google/newcomers.ts';
import { allPages } from '../google/pages.ts';
import { parentName, repositoryName, type Place } from './place.ts';

export type WireRepository = protos.google.devtools.artifactregistry.v1.IRepository;
export type WirePolicy = protos.google.iam.v1.IPolicy;

/** Every method throws a Failure; what is not there is null. Writes return when they are accepted. */
export interface RepositoriesApi {
  find(place: Place): Promise<WireRepository | null>;
  /** All of the place's project and location. */
  list(place: Place): Promise<readonly WireRepository[]>;
  /** What is there already, or is being made, is left as it is. */
  create(place: Place, repository: WireRepository): Promise<void>;
  /** `mask` in snake case. */
  update(place: Place, repository: WireRepository, mask: readonly string[]): Promise<void>;
  /** Absence is success. */
  remove(place: Place): Promise<void>;
  policy(place: Place): Promise<WirePolicy | null>;
  /** False: somebody else wrote in between, and nothing was written. */
  setPolicy(place: Place, policy: WirePolicy, members: readonly string[]): Promise<boolean>;
}

export interface ArtifactRegistryConnection extends GrpcConnection {
  readonly identity: Identity;
  readonly calls: Calls;
  readonly newcomers: Newcomers;
}

const API: GoogleApi = {
  name: 'Artifact Registry',
  roles: '(roles/artifactregistry.admin holds the rights on repositories)',
};
const HOST = 'artifactregistry.googleapis.com';
const TIMEOUTS = { read: 10_000, write: 30_000 } as const;
const PAGE = 500;

/** One connection, for whoever asks. */
export function createRepositoriesApi(
  connection: ArtifactRegistryConnection,
): (as: Principal) => RepositoriesApi {
  const askAs = createAsk(connection);
  return (as) => ({ ...reads(askAs(as)), ...writes(askAs(as)) });
}

type Reads = Pick<RepositoriesApi, 'find' | 'list' | 'policy'>;

function reads(ask: Ask): Reads {
  return {
    find: (place) =>
      ask(reading(place, 'look at', 'get'), {
        absent: null,
        send: (client, options) => client.getRepository({ name: repositoryName(place) }, options),
      }),
    list: (place) =>
      allPages(`the image repositories of ${place.project}`, async (pageToken) => {
        const request = { parent: parentName(place), pageSize: PAGE, pageToken };
        const errand = { ...reading(place, 'list', 'list'), what: 'the image repositories' };
        return ask(errand, {
          send: async (client, options) => {
            const [items, , { nextPageToken: next }] = await client.listRepositories(
              request,
              options,
            );
            return [{ items, next }];
          },
        });
      }),
    policy: (place) =>
      ask(reading(place, 'see who may use', 'getIamPolicy'), {
        absent: null,
        send: (client, options) =>
          client.getIamPolicy(
            { resource: repositoryName(place), options: { requestedPolicyVersion: 3 } },
            options,
          ),
      }),
  };
}

function writes(ask: Ask): Omit<RepositoriesApi, keyof Reads> {
  return {
    async create(place, repository) {
      const parent = parentName(place);
      await ask(writing(place, 'create', 'create'), {
        exists: null,
        send: (client, options) =>
          client.createRepository({ parent, repositoryId: place.name, repository }, options),
      });
    },
    async update(place, repository, mask) {
      const whole = { ...repository, name: repositoryName(place) };
      await ask(writing(place, 'update', 'update'), {
        send: (client, options) =>
          client.updateRepository({ repository: whole, updateMask: { paths: [...mask] } }, options),
      });
    },
    async remove(place) {
      await ask(writing(place, 'remove', 'delete'), {
        absent: null,
        send: (client, options) =>
          client.deleteRepository({ name: repositoryName(place) }, options),
      });
    },
    async setPolicy(place, policy, members) {
      const answer = await ask(
        { ...writing(place, 'say who may use', 'setIamPolicy'), about: { members } },
        {
          lost: LOST,
          send: (client, options) =>
            client.setIamPolicy({ resource: repositoryName(place), policy }, options),
        },
      );
      return answer !== LOST;
    },
  };
}

const LOST = Symbol('somebody else wrote in between');

interface Errand {
  readonly place: Place;
  readonly type: 'read' | 'write';
  readonly verb: string;
  readonly right: string;
  readonly about: About;
  /** Left out: the repository itself. */
  readonly what?: string;
}

interface Sending<T, A, L, E> {
  /** What not being there means; left out, a failure like any other. */
  readonly absent?: A;
  readonly lost?: L;
  readonly exists?: E;
  readonly send: (
    client: ArtifactRegistryClient,
    options: CallOptions,
  ) => Promise<[T, ...unknown[]]>;
}

type Ask = ReturnType<ReturnType<typeof createAsk>>;

function createAsk(connection: ArtifactRegistryConnection) {
  const { calls, identity, newcomers } = connection;
  const client = lazily(() => connect(connection));
  const asking = createAsking({ host: connection.endpoint ?? HOST, calls, deadlines: DEADLINES });
  return (as: Principal) =>
    async <T, A = never, L = never, E = never>(
      { place, type, verb, right, about, ...errand }: Errand,
      { send, ...answers }: Sending<T, A, L, E>,
    ): Promise<T | A | L | E> => {
      const { project, location, name } = place;
      const party = { key: `${project} ${location}`, words: `Artifact Registry (${project})` };
      try {
        const [answer] = await asking[type](party, () =>
          asSomebody(identity, as, async (token) =>
            send(await client(), callOptions(token, TIMEOUTS[type])),
          ),
        );
        return answer;
      } catch (error) {
        if (answers.absent !== undefined && codeOf(error) === CODE.notFound) return answers.absent;
        if (answers.lost !== undefined && codeOf(error) === CODE.aborted) return answers.lost;
        if (answers.exists !== undefined && codeOf(error) === CODE.alreadyExists)
          return answers.exists;
        const subject = errand.what ?? `the image repository ${name}`;
        const what = `${subject} in ${location} (${project})`;
        const doing = { verb, what, right: `artifactregistry.repositories.${right}` };
        throw newcomers.excuse(error, about) ?? translated(error, doing, API);
      }
    };
}

function reading(place: Place, verb: string, right: string): Errand {
  return { place, type: 'read', verb, right, about: { members: [] } };
}

function writing(place: Place, verb: string, right: string): Errand {
  return { ...reading(place, verb, right), type: 'write' };
}

async function connect(connection: GrpcConnection): Promise<ArtifactRegistryClient> {
  const { ArtifactRegistryClient: Client } = await import('@google-cloud/artifact-registry');
  return connected(new Client(await clientOptions(connection)));
}
