// One story that asks the sandbox GitLab for everything that it can do.

import { randomBytes } from 'node:crypto';
import type { Acme } from '../acme-gitlab.ts';

export interface Asked {
  readonly method: string;
  /** Below `/api/v4`, still encoded, without the query. */
  readonly path: string;
  readonly status: number;
  /** Parsed where it is JSON. */
  readonly answer: unknown;
}

export type Ask = (method: string, path: string, body?: object) => Promise<Asked>;

/** Asks as olga, who may do everything. */
export function asking(world: Acme, asked: Asked[], user = 'olga'): Ask {
  return async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const response = await world.call(user, path, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    const found = {
      method,
      path: path.split('?')[0] ?? '',
      status: response.status,
      answer: isJson ? (JSON.parse(text) as unknown) : null,
    };
    asked.push(found);
    return found;
  };
}

const project = '/projects/acme%2Fplatform';
const at = `${project}/repository`;

export async function tellEverything(ask: Ask): Promise<void> {
  await people(ask);
  await files(ask);
  await branches(ask);
  await mergeRequests(ask);
  await hooks(ask);
  await deployments(ask);
}

async function people(ask: Ask): Promise<void> {
  for (const path of ['/version', '/metadata', '/personal_access_tokens/self'])
    await ask('GET', path);
  for (const path of ['/user', '/users', '/projects', project]) await ask('GET', path);
  const [alice] = (await ask('GET', '/users?username=alice')).answer as [{ id: number }];
  await ask('GET', `/users/${alice.id}`);
  for (const suffix of ['', '/all']) {
    await ask('GET', `${project}/members${suffix}`);
    await ask('GET', `${project}/members${suffix}/${alice.id}`);
  }
  await ask('PUT', project, { description: 'What runs' });
  await ask('POST', `${project}/fork`);
}

async function files(ask: Ask): Promise<void> {
  const tree = (await ask('GET', `${at}/tree?recursive=true`)).answer as {
    id: string;
    type: string;
  }[];
  const blob = tree.find(({ type }) => type === 'blob')?.id ?? '';
  await ask('GET', `${at}/blobs/${blob}`);
  await ask('GET', `${at}/blobs/${blob}/raw`);
  await ask('GET', `${at}/files/README.md?ref=main`);
  await ask('GET', `${at}/files/README.md/raw?ref=main`);
  const written = { branch: 'main', content: 'A word\n', commit_message: 'Write' };
  await ask('POST', `${at}/files/a.md`, written);
  await ask('PUT', `${at}/files/a.md`, { ...written, content: 'Another\n' });
  await ask('DELETE', `${at}/files/a.md`, { branch: 'main', commit_message: 'Remove' });
}

async function branches(ask: Ask): Promise<void> {
  await ask('POST', `${at}/branches?branch=early&ref=main`);
  const action = { action: 'create', file_path: 'b.md', content: 'b\n' };
  const change = { branch: 'main', commit_message: 'Add b\n\nWhy.', actions: [action] };
  const { id: sha } = (await ask('POST', `${at}/commits`, change)).answer as { id: string };
  for (const path of ['', '/diff', '/refs']) await ask('GET', `${at}/commits/${sha}${path}`);
  await ask('GET', `${at}/commits`);
  await ask('GET', `${at}/compare?from=early&to=main`);
  const status = { state: 'success', name: 'runway/plan', description: '1 up', ref: 'main' };
  await ask('POST', `${project}/statuses/${sha}`, status);
  await ask('GET', `${at}/commits/${sha}/statuses`);
  await ask('GET', `${at}/branches`);
  await ask('GET', `${at}/branches/early`);
  await ask('POST', `${at}/branches?branch=gone&ref=main`);
  await ask('DELETE', `${at}/branches/gone`);
  await ask('DELETE', `${at}/merged_branches`);
  await ask('POST', `${at}/tags`, { tag_name: 'v9', ref: 'main', message: 'Nine' });
  for (const path of ['', '/v9']) await ask('GET', `${at}/tags${path}`);
  await ask('DELETE', `${at}/tags/v9`);
  const rules = `${project}/protected_branches`;
  await ask('POST', rules, { name: 'release-*' });
  for (const path of ['', '/main']) await ask('GET', `${rules}${path}`);
  await ask('DELETE', `${rules}/release-*`);
}

/** A branch with one more commit, and a merge request from it. */
async function opened(ask: Ask, branch: string): Promise<string> {
  const action = { action: 'create', file_path: `${branch}.md`, content: 'c\n' };
  const change = { branch, start_branch: 'main', commit_message: branch, actions: [action] };
  await ask('POST', `${at}/commits`, change);
  const wanted = {
    source_branch: branch,
    target_branch: 'main',
    title: branch,
    description: '- [ ] a',
  };
  const { iid } = (await ask('POST', `${project}/merge_requests`, wanted)).answer as {
    iid: number;
  };
  return `${project}/merge_requests/${iid}`;
}

async function mergeRequests(ask: Ask): Promise<void> {
  const mr = await opened(ask, 'change');
  await ask('PUT', mr, { title: 'A change', labels: 'one,two' });
  await talk(ask, mr);
  for (const name of ['approvals', 'diffs', 'raw_diffs', 'changes', 'commits', 'participants'])
    await ask('GET', `${mr}/${name}`);
  await ask('POST', `${mr}/approve`);
  await ask('POST', `${mr}/unapprove`);
  const [version] = (await ask('GET', `${mr}/versions`)).answer as [{ id: number }];
  await ask('GET', `${mr}/versions/${version.id}`);
  let merged = await ask('PUT', `${mr}/merge`, {});
  for (let tries = 0; merged.status !== 200 && tries < 100; tries += 1) {
    merged = await ask('PUT', `${mr}/merge`, {});
  }
  const { merge_commit_sha: sha } = merged.answer as { merge_commit_sha: string };
  await ask('GET', `${at}/commits/${sha}/merge_requests`);
  const closed = await opened(ask, 'unwanted');
  await ask('PUT', closed, { state_event: 'close' });
  await ask('GET', closed);
  await ask('GET', mr);
  await ask('GET', `${project}/merge_requests`);
  await ask('DELETE', closed);
}

async function talk(ask: Ask, mr: string): Promise<void> {
  const id = async (path: string, body: object): Promise<string> =>
    String(((await ask('POST', path, body)).answer as { id: number | string }).id);
  const note = `${mr}/notes/${await id(`${mr}/notes`, { body: 'A word' })}`;
  await ask('PUT', note, { body: 'Another word' });
  for (const path of [note, `${mr}/notes`]) await ask('GET', path);
  const thread = `${mr}/discussions/${await id(`${mr}/discussions`, { body: 'A question' })}`;
  const reply = `${thread}/notes/${await id(`${thread}/notes`, { body: 'An answer' })}`;
  await ask('PUT', reply, { body: 'A better answer' });
  await ask('PUT', thread, { resolved: true });
  for (const path of [thread, `${mr}/discussions`]) await ask('GET', path);
  for (const place of [mr, note]) {
    const award = await id(`${place}/award_emoji`, { name: 'thumbsup' });
    await ask('GET', `${place}/award_emoji`);
    await ask('DELETE', `${place}/award_emoji/${award}`);
  }
  await ask('DELETE', reply);
  await ask('DELETE', note);
}

async function hooks(ask: Ask): Promise<void> {
  const signing_token = `whsec_${randomBytes(32).toString('base64')}`;
  const wanted = { url: 'http://127.0.0.1:9/hook', token: 'a shared word', signing_token };
  const { id } = (await ask('POST', `${project}/hooks`, wanted)).answer as { id: number };
  await ask('PUT', `${project}/hooks/${id}`, { merge_requests_events: true });
  for (const path of ['', `/${id}`, `/${id}/events`]) await ask('GET', `${project}/hooks${path}`);
  await ask('DELETE', `${project}/hooks/${id}`);
}

async function deployments(ask: Ask): Promise<void> {
  const { id: sha } = (await ask('GET', `${at}/commits/main`)).answer as { id: string };
  const name = { name: 'dev/checkout', external_url: 'https://checkout.acme.dev' };
  const made = (await ask('POST', `${project}/environments`, name)).answer as { id: number };
  const environment = `${project}/environments/${made.id}`;
  const wanted = { environment: name.name, sha, ref: 'main', tag: false, status: 'running' };
  const told = (await ask('POST', `${project}/deployments`, wanted)).answer as { id: number };
  const deployment = `${project}/deployments/${told.id}`;
  await ask('PUT', deployment, { status: 'success' });
  for (const path of [deployment, `${project}/deployments`]) await ask('GET', path);
  await ask('PUT', environment, { external_url: 'https://other.acme.dev' });
  for (const path of [environment, `${project}/environments`]) await ask('GET', path);
  await ask('POST', `${project}/deployments`, { ...wanted, status: 'failed' });
  const [, failed] = (await ask('GET', `${project}/deployments`)).answer as { id: number }[];
  await ask('DELETE', `${project}/deployments/${failed?.id}`);
  await ask('POST', `${environment}/stop`, {});
  await ask('DELETE', environment);
}
