// Service projects on GitHub, read only. Where the App is not installed there is nothing for us.

import { listOf, optionalRecord, optionalText, recordOf, textIn } from '../forge/answer.ts';
import type { Sha } from '../../ports/forge.ts';
import { orNull, tooLarge } from '../forge/mishap.ts';
import { FILE_BYTES, readFiles } from '../forge/project-files.ts';
import type { ProjectCommit, ProjectFile, Projects } from '../../ports/projects.ts';
import { entriesIn, type TreeEntry } from './answers.ts';
import { ask, needsIn } from './ask.ts';
import type { LoadClient } from './client.ts';
import { UNKNOWN_COMMIT } from './merge-requests.ts';
import { at, type Octokit } from './octokit.ts';

const COMMITS_LIMIT = 100;

type At = ReturnType<typeof at>;
/** Asks in a project, or gives null where nobody lets us. */
type Look = <T>(
  doing: string,
  project: string,
  call: (octokit: Octokit, at: At) => Promise<T>,
) => Promise<T | null>;

/** `url` has no slash at the end. */
export function createGitHubProjects(client: LoadClient, url: string): Projects {
  const look: Look = (doing, project, call) =>
    ask({ doing: `${doing} ${project}`, needs: needsIn(project) }, async () => {
      const octokit = await (await client()).find(project);
      return octokit && call(octokit, at(project));
    });
  return {
    commit: (project, ref) =>
      look(`look up ${ref} in`, project, ({ rest }, where) => commit(rest, where, ref)),
    files: async (project, folder, of) =>
      (await look(`read ${folder} of`, project, ({ rest }, where) =>
        files(rest, where, { folder, of }),
      )) ?? [],
    commits: (project, from, to) =>
      look('compare commits of', project, ({ rest }, where) => commits(rest, where, { from, to })),
    url: (project) => `${url}/${project}`,
    commitUrl: (project, sha) => `${url}/${project}/commit/${sha}`,
    compareUrl: (project, from, to) => `${url}/${project}/compare/${from}...${to}`,
  };
}

/** 409: a repository without any commit. */
async function commit(rest: Octokit['rest'], where: At, ref: string): Promise<Sha | null> {
  const asked = { ...where, ref, per_page: 1 };
  const answer = await orNull(() => rest.repos.getCommit(asked), [...UNKNOWN_COMMIT, 409]);
  return answer && (textIn(recordOf(answer.data), 'sha') as Sha);
}

/** Goes down to the folder, whose own list is short: of a whole large repository GitHub lists only a part. */
async function files(
  rest: Octokit['rest'],
  where: At,
  { folder, of }: { readonly folder: string; readonly of: Sha },
): Promise<readonly ProjectFile[]> {
  let tree: string = of;
  for (const name of folder.split('/')) {
    const answer = await orNull(() => rest.git.getTree({ ...where, tree_sha: tree }));
    const next = answer && entriesIn(answer.data).find(({ path }) => path === name);
    if (next?.type !== 'tree') return [];
    tree = next.sha;
  }
  const answer = await rest.git.getTree({ ...where, tree_sha: tree, recursive: 'true' });
  return readFiles(entriesIn(answer.data).filter(isFile), async (entry) => ({
    path: `${folder}/${entry.path}`,
    text: await textOf(rest, where, entry),
  }));
}

/** Symlinks and submodules are none. */
function isFile({ type, mode }: TreeEntry): boolean {
  return type === 'blob' && mode.startsWith('100');
}

async function textOf(
  rest: Octokit['rest'],
  where: At,
  { path, sha, bytes }: TreeEntry,
): Promise<string> {
  if (bytes > FILE_BYTES) throw tooLarge(path, FILE_BYTES);
  const answer = recordOf((await rest.git.getBlob({ ...where, file_sha: sha })).data);
  const encoding = answer['encoding'] === 'base64' ? 'base64' : 'utf8';
  return Buffer.from(textIn(answer, 'content'), encoding).toString('utf8');
}

/** GitHub compares from the common ancestor on and lists the oldest first, page by page. */
async function commits(
  rest: Octokit['rest'],
  where: At,
  { from, to }: { readonly from: Sha; readonly to: Sha },
): Promise<readonly ProjectCommit[] | null> {
  const page = async (number: number) => {
    const asked = { ...where, basehead: `${from}...${to}`, per_page: COMMITS_LIMIT, page: number };
    const answer = await orNull(() => rest.repos.compareCommitsWithBasehead(asked));
    return answer && recordOf(answer.data);
  };
  const first = await page(1);
  if (first === null) return null;
  const last = Math.ceil(Number(first['total_commits']) / COMMITS_LIMIT);
  const pages = [first];
  for (let number = Math.max(2, last - 1); number <= last; number += 1) {
    pages.push(recordOf(await page(number)));
  }
  return pages
    .flatMap((answer) => listOf(answer['commits']))
    .map(commitFrom)
    .reverse()
    .slice(0, COMMITS_LIMIT);
}

function commitFrom(value: unknown): ProjectCommit {
  const answer = recordOf(value);
  const said = recordOf(answer['commit']);
  return {
    sha: textIn(answer, 'sha') as Sha,
    title: textIn(said, 'message').split('\n', 1)[0] ?? '',
    author: optionalText(optionalRecord(said, 'author'), 'name') ?? 'ghost',
  };
}
