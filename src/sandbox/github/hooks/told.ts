// What every webhook about a project says beside its news.

import { installationOf } from '../app/installations.ts';
import { nodeId } from '../api/entities/node-id.ts';
import { organizationJson, simpleUser } from '../api/entities/people.ts';
import { repositoryJson } from '../api/entities/repository.ts';
import type { Project, User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';

export interface Scene {
  readonly world: World;
  readonly project: Project;
  /** Who did it. */
  readonly user: User;
}

export type Payload = Readonly<Record<string, unknown>>;

export interface Told {
  readonly event: string;
  readonly payload: Payload;
}

/** The App's installation is always among it: it is only told where it is installed. */
export function beside({ world, project, user }: Scene): Payload {
  return {
    repository: told(repositoryJson(world, project)),
    ...rest({ world, project, user }),
  };
}

/** A repository as webhooks carry it: with what its organization has set up, which is nothing here. */
export function told(repository: Payload): Payload {
  return { ...repository, custom_properties: {} };
}

/** For those that show the repository in a way of their own. */
export function rest({ world, project, user }: Scene): Payload {
  const installation = installationOf(world, project);
  const organization = organizationJson(world, project);
  return {
    ...(organization === null ? {} : { organization }),
    sender: simpleUser(world, user),
    installation: { id: installation, node_id: nodeId('IntegrationInstallation', installation) },
  };
}
