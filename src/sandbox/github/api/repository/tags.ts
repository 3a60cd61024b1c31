// Tags and forks: https://docs.github.com/en/rest/repos

import { resolveCommit } from '../../../forge/git/refs.ts';
import { forkProject } from '../../../forge/model/fork.ts';
import type { Api } from '../call.ts';
import { apiOf } from '../entities/addresses.ts';
import { nodeId } from '../entities/node-id.ts';
import { fullRepository, minimalRepository, repositoryJson } from '../entities/repository.ts';
import { paged } from '../paging.ts';

export function tagRoutes(api: Api): void {
  api.repo('GET', '/tags', 'contents', async (call) => {
    const { world, project, repository } = call;
    const names = Object.keys(project.refs)
      .flatMap((ref) => (ref.startsWith('refs/tags/') ? [ref.slice('refs/tags/'.length)] : []))
      .sort()
      .reverse();
    return Promise.all(
      paged(call, names).map(async (name) => {
        const sha = await resolveCommit(repository, `refs/tags/${name}`);
        return {
          name,
          zipball_url: `${apiOf(world, project)}/zipball/refs/tags/${name}`,
          tarball_url: `${apiOf(world, project)}/tarball/refs/tags/${name}`,
          commit: { sha, url: `${apiOf(world, project)}/commits/${sha ?? ''}` },
          node_id: nodeId('Ref', project.id) + Buffer.from(name).toString('base64url'),
        };
      }),
    );
  });
}

export function forkRoutes(api: Api): void {
  api.repo('GET', '/forks', 'metadata', (call) => {
    const forks = call.world.store.projects().filter(({ forkOf }) => forkOf === call.project.id);
    return paged(call, forks).map((fork) => minimalRepository(call.world, fork));
  });
  api.repo('POST', '/forks', 'administration', async (call) => {
    const { world, project, user, body } = call;
    const name = typeof body['name'] === 'string' ? { name: body['name'] } : {};
    const fork = await forkProject(world, project, { user, ...name });
    void call.reply.code(202);
    return {
      ...fullRepository(world, fork),
      parent: repositoryJson(world, project),
      source: repositoryJson(world, project),
    };
  });
}
