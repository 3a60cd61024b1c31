// References of Git: https://docs.github.com/en/rest/git/refs

import { deleteRef, isAncestor, moveRef, validRefName } from '../../../forge/git/refs.ts';
import { attempt } from '../../../forge/git/run.ts';
import { levels, mayPush, protection } from '../../../forge/model/access.ts';
import { refsMoved } from '../../../forge/model/refs-moved.ts';
import type { Api, Call } from '../call.ts';
import { apiOf } from '../entities/addresses.ts';
import { nodeId } from '../entities/node-id.ts';
import { forbidden, notFound, unprocessable } from '../errors.ts';
import { paged } from '../paging.ts';
import { reader } from '../schema.ts';

export function refRoutes(api: Api): void {
  api.repo('GET', '/git/ref/*', 'contents', (call) => shown(call, theRef(call)));
  api.repo('GET', '/git/matching-refs/*', 'contents', async (call) => {
    const beginning = `refs/${call.input.text('*') ?? ''}`;
    const refs = Object.keys(call.project.refs)
      .filter((ref) => ref.startsWith(beginning))
      .sort();
    return Promise.all(paged(call, refs).map((ref) => shown(call, ref)));
  });
  api.repo('POST', '/git/refs', 'contents', create);
  api.repo('PATCH', '/git/refs/*', 'contents', update);
  api.repo('DELETE', '/git/refs/*', 'contents', remove);
}

function theRef({ project, input }: Call): string {
  const ref = `refs/${input.text('*') ?? ''}`;
  if (project.refs[ref] === undefined) throw notFound();
  return ref;
}

async function shown(call: Call, ref: string): Promise<unknown> {
  const { world, project, repository } = call;
  const sha = project.refs[ref] ?? '';
  const kind = await attempt(repository, ['cat-file', '-t', sha]);
  const type = kind.out.toString().trim();
  return {
    ref,
    node_id: nodeId('Ref', project.id) + Buffer.from(ref).toString('base64url'),
    url: `${apiOf(world, project)}/git/${ref}`,
    object: { sha, type, url: `${apiOf(world, project)}/git/${type}s/${sha}` },
  };
}

async function create(call: Call): Promise<unknown> {
  requirePush(call);
  const given = reader(call.body);
  given.require('ref', 'sha');
  const [ref = '', sha = ''] = [given.text('ref'), given.text('sha')];
  given.done();
  const { world, project, repository, user } = call;
  if (!/^refs\/(?:heads|tags)\//.test(ref) || !(await validRefName(repository, ref)))
    throw unprocessable('Reference name must start with refs/ and contain at least two slashes.');
  await world.alone(project, async () => {
    if (project.refs[ref] !== undefined) throw unprocessable('Reference already exists');
    refuseProtected(call, ref);
    if (!(await isObject(call, sha))) throw unprocessable('Object does not exist');
    await moveRef(repository, ref, { from: null, to: sha });
    await refsMoved(world, project, user);
  });
  void call.reply.code(201);
  return shown(call, ref);
}

async function update(call: Call): Promise<unknown> {
  requirePush(call);
  const given = reader(call.body);
  given.require('sha');
  const to = given.text('sha') ?? '';
  given.done();
  const { world, project, repository, user, body } = call;
  const ref = theRef(call);
  await world.alone(project, async () => {
    refuseProtected(call, ref);
    const from = project.refs[ref] ?? '';
    if (!(await isObject(call, to))) throw unprocessable('Object does not exist');
    if (body['force'] !== true && !(await isAncestor(repository, from, to)))
      throw unprocessable('Update is not a fast forward');
    await moveRef(repository, ref, { from, to });
    await refsMoved(world, project, user);
  });
  return shown(call, ref);
}

async function remove(call: Call): Promise<void> {
  requirePush(call);
  const { world, project, repository, user } = call;
  const ref = `refs/${call.input.text('*') ?? ''}`;
  await world.alone(project, async () => {
    const from = project.refs[ref];
    if (from === undefined) throw unprocessable('Reference does not exist');
    refuseProtected(call, ref);
    await deleteRef(repository, ref, from);
    await refsMoved(world, project, user);
  });
  void call.reply.code(204);
}

export function requirePush({ level }: Call): void {
  if (level < levels.developer) throw forbidden();
}

function refuseProtected({ project, user }: Call, ref: string): void {
  const branch = ref.replace(/^refs\/heads\//, '');
  if (branch === ref || protection(project, branch) === null) return;
  if (!mayPush(project, user, branch))
    throw unprocessable('Changes must be made through a pull request.');
}

async function isObject({ repository }: Call, sha: string): Promise<boolean> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return false;
  return (await attempt(repository, ['cat-file', '-e', sha])).code === 0;
}
