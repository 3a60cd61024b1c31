// The issue that every pull request is: who closed it, and its labels.

import { editMergeRequest } from '../../../forge/model/merge-requests.ts';
import type { Api, Call } from '../call.ts';
import { issueJson } from '../entities/issue.ts';
import { eventsOf, issueEventJson } from '../entities/issue-event.ts';
import { labelJson } from '../entities/label.ts';
import { notFound } from '../errors.ts';
import { paged } from '../paging.ts';
import { thePull } from '../pulls/the-pull.ts';
import { reader } from '../schema.ts';

export function issueRoutes(api: Api): void {
  api.repo('GET', '/issues/:number', 'issues', (call) => issueJson({ ...call, mr: thePull(call) }));
  api.repo('GET', '/issues/:number/events', 'pull_requests', (call) => {
    const mr = thePull(call);
    return paged(call, eventsOf(mr)).map((event) => issueEventJson({ ...call, mr }, event));
  });
  api.repo('GET', '/issues/:number/labels', 'pull_requests', (call) =>
    paged(call, thePull(call).labels).map((name) => labelJson(call, name)),
  );
  api.repo('POST', '/issues/:number/labels', 'pull_requests', (call) =>
    relabelled(call, [...thePull(call).labels, ...labelsIn(call)]),
  );
  api.repo('PUT', '/issues/:number/labels', 'pull_requests', (call) =>
    relabelled(call, labelsIn(call)),
  );
  api.repo('DELETE', '/issues/:number/labels/:name', 'pull_requests', (call) => {
    const { labels } = thePull(call);
    const name = call.input.text('name') ?? '';
    if (!labels.includes(name)) throw notFound('Label does not exist');
    return relabelled(
      call,
      labels.filter((label) => label !== name),
    );
  });
}

function labelsIn({ body }: Call): readonly string[] {
  const given = reader(body);
  const labels = given.texts('labels') ?? [];
  given.done();
  return labels;
}

async function relabelled(call: Call, labels: readonly string[]): Promise<unknown> {
  const { project, user, world } = call;
  const mr = thePull(call);
  await editMergeRequest(world, { project, mr, user }, { labels: [...new Set(labels)] });
  return mr.labels.map((name) => labelJson(call, name));
}
