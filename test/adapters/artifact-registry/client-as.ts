// The vendor's own client, as somebody who works beside Runway.

import { ArtifactRegistryClient, type protos } from '@google-cloud/artifact-registry';
import { callOptions, clientOptions } from '../../../src/adapters/google/grpc-channel.ts';
import { until } from '../../support/until.ts';

type Policies = NonNullable<
  protos.google.devtools.artifactregistry.v1.IRepository['cleanupPolicies']
>;

export interface Person {
  create(this: void, repository: string): Promise<void>;
  addCleanup(this: void, repository: string, policies: Policies): Promise<void>;
  close(this: void): Promise<void>;
}

const PARENT = 'projects/acme-dev/locations/us';

export async function clientAs(at: {
  readonly endpoint: string;
  readonly ca: string;
  readonly token: string;
}): Promise<Person> {
  const client = new ArtifactRegistryClient(await clientOptions(at));
  const options = () => callOptions(at.token, 5_000);
  const find = async (repository: string) => {
    const name = `${PARENT}/repositories/${repository}`;
    const found = await client.getRepository({ name }, options()).catch(() => null);
    return found?.[0] ?? null;
  };
  return {
    async create(repositoryId) {
      const repository = { format: 'DOCKER', labels: { mine: 'yes' } } as const;
      await client.createRepository({ parent: PARENT, repositoryId, repository }, options());
      await until(
        () => find(repositoryId),
        (found) => found !== null,
      );
    },
    async addCleanup(repositoryId, policies) {
      const live = await find(repositoryId);
      const cleanupPolicies = { ...live?.cleanupPolicies, ...policies };
      const name = `${PARENT}/repositories/${repositoryId}`;
      const updateMask = { paths: ['cleanup_policies'] };
      await client.updateRepository(
        { repository: { name, cleanupPolicies }, updateMask },
        options(),
      );
    },
    close: () => client.close(),
  };
}
