// Commits as GitHub's JSON shows them.

import { type Commit, readCommit } from '../../../forge/git/commits.ts';
import { git } from '../../../forge/git/run.ts';
import type { Project } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';
import { nodeId } from './node-id.ts';
import { simpleUser } from './people.ts';
import { githubTime } from './time.ts';

type Json = Readonly<Record<string, unknown>>;

const verification = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

/** As lists of commits carry it. */
export async function commitJson(world: World, project: Project, commit: Commit): Promise<Json> {
  const api = `${world.url()}/api/v3/repos/${project.path}`;
  const page = `${world.url()}/${project.path}/commit`;
  const { sha } = commit;
  return {
    sha,
    node_id: commitNode(project, sha),
    commit: {
      author: stamp(commit.authorName, commit.authorEmail, commit.authoredAt),
      committer: stamp(commit.committerName, commit.committerEmail, commit.committedAt),
      message: commit.message,
      tree: await treeOf(world, project, commit),
      url: `${api}/git/commits/${sha}`,
      comment_count: 0,
      verification,
    },
    url: `${api}/commits/${sha}`,
    html_url: `${page}/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    author: personOf(world, commit.authorEmail),
    committer: personOf(world, commit.committerEmail),
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${page}/${parent}`,
    })),
  };
}

/** The object of Git itself. */
export async function gitCommitJson(world: World, project: Project, sha: string): Promise<Json> {
  const commit = await readCommit(world.store.repository(project), sha);
  const api = `${world.url()}/api/v3/repos/${project.path}/git/commits`;
  const page = `${world.url()}/${project.path}/commit`;
  return {
    sha,
    node_id: commitNode(project, sha),
    url: `${api}/${sha}`,
    html_url: `${page}/${sha}`,
    author: stamp(commit.authorName, commit.authorEmail, commit.authoredAt),
    committer: stamp(commit.committerName, commit.committerEmail, commit.committedAt),
    tree: await treeOf(world, project, commit),
    message: commit.message,
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/${parent}`,
      html_url: `${page}/${parent}`,
    })),
    verification,
  };
}

/** As check suites and webhooks carry it. */
export async function simpleCommit(world: World, project: Project, commit: Commit): Promise<Json> {
  return {
    id: commit.sha,
    tree_id: (await treeOf(world, project, commit)).sha,
    message: commit.message,
    timestamp: githubTime(commit.committedAt),
    author: { name: commit.authorName, email: commit.authorEmail },
    committer: { name: commit.committerName, email: commit.committerEmail },
  };
}

function commitNode(project: Project, sha: string): string {
  return nodeId('Commit', project.id) + sha.slice(0, 8);
}

function stamp(name: string, email: string, date: string): Json {
  return { name, email, date: githubTime(date) };
}

async function treeOf(
  world: World,
  project: Project,
  { sha }: Commit,
): Promise<{ readonly sha: string; readonly url: string }> {
  const tree = await git(world.store.repository(project), ['rev-parse', `${sha}^{tree}`]);
  return { sha: tree, url: `${world.url()}/api/v3/repos/${project.path}/git/trees/${tree}` };
}

/** Null for an address that nobody here has. */
function personOf(world: World, address: string): Json | null {
  const found = world.store.root.users.find(({ email }) => email === address);
  return found === undefined ? null : simpleUser(world, found);
}
