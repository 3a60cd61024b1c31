// Service projects on GitLab, read only.

import type { Sha } from '../../ports/forge.ts';
import type { ProjectCommit, ProjectFile, Projects } from '../../ports/projects.ts';
import { listOf, recordOf, textIn } from '../forge/answer.ts';
import { nonsense, orNull } from '../forge/mishap.ts';
import { readFiles } from '../forge/project-files.ts';
import { filesIn } from './answers.ts';
import { ask } from './ask.ts';
import type { LoadClient } from './client.ts';

/** Of a hundred entries each, folders among them. */
const PAGES_LIMIT = 5;
const COMMITS_LIMIT = 100;

/** `url` has no slash at the end. */
export function createGitLabProjects(client: LoadClient, url: string): Projects {
  const errand = <T>(doing: string, project: string, call: () => Promise<T>): Promise<T> =>
    ask({ doing: `${doing} ${project}`, needs: `the Reporter role in ${project}` }, call);
  return {
    commit: (project, ref) =>
      errand(`look up ${ref} in`, project, () => orNull(() => commit(client, project, ref))),
    files: (project, folder, at) =>
      errand(`read ${folder} of`, project, () => files(client, project, { folder, at })),
    commits: (project, from, to) =>
      errand('compare commits of', project, () =>
        orNull(() => commits(client, project, { from, to })),
      ),
    url: (project) => `${url}/${project}`,
    commitUrl: (project, sha) => `${url}/${project}/-/commit/${sha}`,
    compareUrl: (project, from, to) => `${url}/${project}/-/compare/${from}...${to}`,
  };
}

async function commit(client: LoadClient, project: string, ref: string): Promise<Sha> {
  const { commits: api } = await client();
  return textIn(recordOf(await api.show(project, ref)), 'id') as Sha;
}

interface Place {
  readonly folder: string;
  readonly at: Sha;
}

async function files(
  client: LoadClient,
  project: string,
  { folder, at }: Place,
): Promise<readonly ProjectFile[]> {
  const { repositories, files: api } = await client();
  const tree = await orNull(() =>
    repositories.allRepositoryTrees(project, {
      path: folder,
      ref: at,
      recursive: true,
      perPage: 100,
      maxPages: PAGES_LIMIT,
    }),
  );
  if (tree === null) return [];
  return readFiles(filesIn(tree), async ({ path }) => ({
    path,
    text: fileText(await api.showRaw(project, path, at)),
  }));
}

/** gitbeaker hands on what our own request handling gave it: text, for files. */
function fileText(content: unknown): string {
  if (typeof content !== 'string') throw nonsense('a file was expected');
  return content;
}

/** GitLab compares from the common ancestor on and lists the oldest first. */
async function commits(
  client: LoadClient,
  project: string,
  { from, to }: { from: Sha; to: Sha },
): Promise<readonly ProjectCommit[]> {
  const { repositories } = await client();
  const answer = recordOf(await repositories.compare(project, from, to));
  return listOf(answer['commits'])
    .map(recordOf)
    .reverse()
    .slice(0, COMMITS_LIMIT)
    .map((found) => ({
      sha: textIn(found, 'id') as Sha,
      title: textIn(found, 'title'),
      author: textIn(found, 'author_name'),
    }));
}
