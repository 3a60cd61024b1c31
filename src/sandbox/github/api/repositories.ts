// Repositories: https://docs.github.com/en/rest/repos/repos

import type { Api } from './call.ts';
import { fullRepository } from './entities/repository.ts';

export function repositoryRoutes(api: Api): void {
  api.repo('GET', '', 'metadata', ({ world, project }) => fullRepository(world, project));
}
