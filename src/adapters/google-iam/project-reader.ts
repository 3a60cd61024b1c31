// What others who check rights may read of a project.

import type { Principal } from '../../ports/identity.ts';
import type { ProjectReader } from '../google/project-reader.ts';
import { createIamCalls, type IamConnection } from './client/calls.ts';
import { createProjectsApi } from './client/projects.ts';

export function createProjectReader(connection: IamConnection): (as: Principal) => ProjectReader {
  const callsAs = createIamCalls(connection);
  return (as) => createProjectsApi(callsAs(as));
}
