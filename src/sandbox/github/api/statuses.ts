// Commit statuses, which people and CI write: https://docs.github.com/rest/commits/statuses

import type { Status } from '../../forge/model/state.ts';
import { latestStatuses } from '../../forge/model/statuses.ts';
import type { Api, Call } from './call.ts';
import { apiOf } from './entities/addresses.ts';
import { minimalRepository } from './entities/repository.ts';
import {
  combined,
  remembered,
  statusBrief,
  statusJson,
  statusWords,
  type StatusWord,
} from './entities/status.ts';
import { validationFailed } from './errors.ts';
import { paged } from './paging.ts';
import { reader } from './schema.ts';
import { commitOf, exactCommit } from './the-commit.ts';

const LONGEST_DESCRIPTION = 140;

export function statusRoutes(api: Api): void {
  api.repo('POST', '/statuses/:sha', 'statuses', create);
  api.repo('GET', '/commits/:ref/statuses', 'statuses', async (call) => {
    const sha = await commitOf(call, call.input.text('ref') ?? '');
    const found = call.project.statuses.filter((status) => status.sha === sha).reverse();
    return paged(call, found).map((status) => statusJson(call, status));
  });
  api.repo('GET', '/commits/:ref/status', 'statuses', async (call) => {
    const { project, world } = call;
    const sha = await commitOf(call, call.input.text('ref') ?? '');
    const found = latestStatuses(project, sha);
    const commit = `${apiOf(world, project)}/commits/${sha}`;
    return {
      state: combined(found),
      statuses: paged(call, found).map((status) => statusBrief(call, status)),
      sha,
      total_count: found.length,
      repository: minimalRepository(world, project),
      commit_url: commit,
      url: `${commit}/status`,
    };
  });
}

/** Each is one more; of a context the newest counts. */
async function create(call: Call): Promise<unknown> {
  const { body, input, project, world } = call;
  const wanted = input.text('sha') ?? '';
  const sha = await exactCommit(call, wanted);
  const given = reader(body);
  given.require('state');
  const word = given.word('state', statusWords) ?? 'pending';
  const name = given.text('context') ?? 'default';
  const description = given.text('description') ?? null;
  const targetUrl = given.text('target_url') ?? null;
  given.done();
  if (description !== null && description.length > LONGEST_DESCRIPTION)
    throw validationFailed([
      {
        resource: 'Status',
        code: 'custom',
        field: 'description',
        message: `description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`,
      },
    ]);
  const status = made(call, { sha, word, name, description, targetUrl });
  for (const older of project.statuses)
    if (older.sha === sha && older.name === name) older.retried = true;
  project.statuses.push(status);
  world.store.save(project);
  world.changed(project);
  void call.reply.code(201);
  return statusJson(call, status);
}

interface Said extends Pick<Status, 'sha' | 'name' | 'description' | 'targetUrl'> {
  readonly word: StatusWord;
}

function made({ user, world }: Call, { word, ...said }: Said): Status {
  const now = world.now().toISOString();
  return {
    ...said,
    id: world.store.nextId(),
    ref: '',
    authorId: user.id,
    createdAt: now,
    pipelineId: 0,
    state: remembered[word],
    coverage: null,
    startedAt: null,
    finishedAt: word === 'pending' ? null : now,
    retried: false,
  };
}
