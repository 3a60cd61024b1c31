// The few calls of the Artifact Registry API that we use, with absence as a value and failures translated.

import type { ArtifactRegistryClient, protos } from '@google-cloud/artifact-registry';
import type { CallOptions } from 'google-gax';
import type { Principal } from '../../ports/identity.ts';
import { createCaller, type Call, type Caller, type Means } from '../google/caller.ts';
import {
  callOptions,
  clientOptions,
  connected,
  type GrpcConnection,
} from '../google/grpc-channel.ts';
import { lazily } from '../google/lazily.ts';
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

export type ArtifactRegistryConnection = GrpcConnection & Means;

const PAGE = 500;

/** One connection, for whoever asks. */
export function createRepositoriesApi(
  connection: ArtifactRegistryConnection,
): (as: Principal) => RepositoriesApi {
  const caller = createCaller(
    {
      name: 'Artifact Registry',
      roles: '(roles/artifactregistry.admin holds the rights on repositories)',
      host: connection.endpoint ?? 'artifactregistry.googleapis.com',
      clients: lazily(() => connect(connection)),
      options: callOptions,
    },
    connection,
  );
  return (as) => ({ ...reads(caller, as), ...writes(caller, as) });
}

type Registry = Caller<ArtifactRegistryClient, CallOptions>;
type Errand = Omit<Call<ArtifactRegistryClient, CallOptions, never>, 'send'>;
type Reads = Pick<RepositoriesApi, 'find' | 'list' | 'policy'>;

function reads({ call, find }: Registry, as: Principal): Reads {
  return {
    find: (place) =>
      find({
        ...reading(place, as, { verb: 'look at', right: 'get' }),
        send: async (client, options) => {
          const [found] = await client.getRepository({ name: repositoryName(place) }, options);
          return found;
        },
      }),
    list: (place) =>
      allPages(`the image repositories of ${place.project}`, (pageToken) =>
        call({
          ...reading(place, as, { verb: 'list', right: 'list', what: 'the image repositories' }),
          send: async (client, options) => {
            const request = { parent: parentName(place), pageSize: PAGE, pageToken };
            const [items, , answer] = await client.listRepositories(request, options);
            return { items, next: answer.nextPageToken };
          },
        }),
      ),
    policy: (place) =>
      find({
        ...reading(place, as, { verb: 'see who may use', right: 'getIamPolicy' }),
        send: async (client, options) => {
          const resource = repositoryName(place);
          const request = { resource, options: { requestedPolicyVersion: 3 } };
          const [found] = await client.getIamPolicy(request, options);
          return found;
        },
      }),
  };
}

function writes(
  { attempt, call, find, make }: Registry,
  as: Principal,
): Omit<RepositoriesApi, keyof Reads> {
  return {
    async create(place, repository) {
      const parent = parentName(place);
      await make({
        ...writing(place, as, { verb: 'create', right: 'create' }),
        send: (client, options) =>
          client.createRepository({ parent, repositoryId: place.name, repository }, options),
      });
    },
    async update(place, repository, mask) {
      const whole = { ...repository, name: repositoryName(place) };
      await call({
        ...writing(place, as, { verb: 'update', right: 'update' }),
        send: (client, options) =>
          client.updateRepository({ repository: whole, updateMask: { paths: [...mask] } }, options),
      });
    },
    async remove(place) {
      await find({
        ...writing(place, as, { verb: 'remove', right: 'delete' }),
        send: (client, options) =>
          client.deleteRepository({ name: repositoryName(place) }, options),
      });
    },
    setPolicy: (place, policy, members) =>
      attempt({
        ...writing(place, as, { verb: 'say who may use', right: 'setIamPolicy' }),
        about: { members },
        send: (client, options) =>
          client.setIamPolicy({ resource: repositoryName(place), policy }, options),
      }),
  };
}

interface Said {
  readonly verb: string;
  readonly right: string;
  /** Left out: the repository itself. */
  readonly what?: string;
}

function writing(
  { location, name, project }: Place,
  as: Principal,
  { right, verb, what = `the image repository ${name}` }: Said,
): Errand {
  return {
    type: 'write',
    as,
    party: { key: `${project} ${location}`, words: `Artifact Registry (${project})` },
    doing: {
      verb,
      what: `${what} in ${location} (${project})`,
      right: `artifactregistry.repositories.${right}`,
    },
  };
}

function reading(place: Place, as: Principal, said: Said): Errand {
  return { ...writing(place, as, said), type: 'read' };
}

async function connect(connection: GrpcConnection): Promise<ArtifactRegistryClient> {
  const { ArtifactRegistryClient: Client } = await import('@google-cloud/artifact-registry');
  return connected(new Client(await clientOptions(connection)));
}
