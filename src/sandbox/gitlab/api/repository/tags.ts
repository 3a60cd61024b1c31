// Tags.

import { readCommit } from '../../../forge/git/commits.ts';
import { deleteRef, moveRef, resolveCommit, validRefName } from '../../../forge/git/refs.ts';
import { git } from '../../../forge/git/run.ts';
import { levels } from '../../../forge/model/access.ts';
import { notFound, refuse } from '../refusal.ts';
import { refsMoved } from '../../../forge/model/refs-moved.ts';
import type { Api, Call } from '../call.ts';
import { tagJson } from '../entities/commit.ts';
import { paged } from '../paging.ts';

export function tagRoutes(api: Api): void {
  api.project('GET', '/repository/tags', levels.reporter, async (call) => {
    const search = (call.input.text('search') ?? '').replace(/^\^/, '');
    const tags = await Promise.all(
      names(call)
        .filter((name) => name.includes(search))
        .map((name) => describe(call, name)),
    );
    const key = call.input.text('order_by') ?? 'updated';
    const worth = (tag: Record<string, unknown>): string =>
      key === 'name' || key === 'version'
        ? String(tag['name'])
        : (tag['commit'] as { committed_date: string }).committed_date;
    const order = new Intl.Collator('en', { numeric: true });
    tags.sort(
      (a, b) =>
        order.compare(worth(a), worth(b)) || order.compare(String(a['name']), String(b['name'])),
    );
    if (call.input.text('sort') !== 'asc') tags.reverse();
    return paged(call, tags);
  });
  api.project('GET', '/repository/tags/:tag', levels.reporter, (call) => {
    const name = call.input.text('tag') ?? '';
    if (!names(call).includes(name)) throw notFound('Tag');
    return describe(call, name);
  });
  api.project('POST', '/repository/tags', levels.developer, create);
  api.project('DELETE', '/repository/tags/:tag', levels.developer, async (call) => {
    const { project, repository, world, user, input } = call;
    const ref = `refs/tags/${input.text('tag') ?? ''}`;
    const target = project.refs[ref];
    if (target === undefined) throw notFound('Tag');
    await world.alone(project, async () => {
      await deleteRef(repository, ref, target);
      await refsMoved(world, project, user);
    });
    void call.reply.code(204);
  });
}

const names = ({ project }: Call): string[] =>
  Object.keys(project.refs).flatMap((ref) => (ref.startsWith('refs/tags/') ? [ref.slice(10)] : []));

async function describe(call: Call, name: string): Promise<Record<string, unknown>> {
  const target = call.project.refs[`refs/tags/${name}`] ?? '';
  const sha = await resolveCommit(call.repository, target);
  if (sha === null) throw notFound('Tag');
  const message =
    sha === target
      ? null
      : await git(call.repository, ['for-each-ref', '--format=%(contents)', `refs/tags/${name}`]);
  return tagJson(call.world, call.project, {
    name,
    target,
    message: message === null ? null : message.trim(),
    commit: await readCommit(call.repository, sha),
  });
}

async function create(call: Call): Promise<unknown> {
  const { input, project, repository, world, user } = call;
  input.require('tag_name', 'ref');
  const name = input.text('tag_name') ?? '';
  const ref = `refs/tags/${name}`;
  const message = input.text('message');
  if (!(await validRefName(repository, ref)) || name.startsWith('-'))
    throw refuse(400, 'Tag name invalid');
  await world.alone(project, async () => {
    if (project.refs[ref] !== undefined) throw refuse(400, `Tag ${name} already exists`);
    const commit = await resolveCommit(repository, input.text('ref') ?? '');
    if (commit === null) throw refuse(400, `Target ${input.text('ref') ?? ''} is invalid`);
    const to =
      message === undefined || message === ''
        ? commit
        : await annotate(call, { name, commit, message });
    await moveRef(repository, ref, { from: null, to });
    await refsMoved(world, project, user);
  });
  void call.reply.code(201);
  return describe(call, name);
}

async function annotate(
  { repository, user, world }: Call,
  tag: { name: string; commit: string; message: string },
): Promise<string> {
  const time = Math.floor(world.now().getTime() / 1000);
  return git(repository, ['hash-object', '-t', 'tag', '-w', '--stdin'], {
    input: `object ${tag.commit}\ntype commit\ntag ${tag.name}\ntagger ${user.name} <${user.email}> ${time} +0000\n\n${tag.message}\n`,
  });
}
