// A merge request event as GitLab sends it, of the usual size.

export const PROJECT = 'acme/platform';
export const PATH = '/webhooks/gitlab';

/** So many merge requests are open at a time; events about one of them coalesce. */
export const OPEN = 50;

export interface SentEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `id` tells one delivery from every other. */
export function mergeRequestEvent(id: string, number: number, secret: string): SentEvent {
  const body = JSON.stringify(payload(number));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'x-gitlab-event': 'Merge Request Hook',
      'x-gitlab-token': secret,
      'idempotency-key': id,
    },
  };
}

function payload(number: number): object {
  const url = `https://gitlab.acme.dev/${PROJECT}`;
  return {
    object_kind: 'merge_request',
    event_type: 'merge_request',
    user: { id: 7, name: 'Alice', username: 'alice', email: '[REDACTED]' },
    project: {
      id: 1,
      name: 'platform',
      description: 'What should run, where.',
      web_url: url,
      git_http_url: `${url}.git`,
      namespace: 'acme',
      path_with_namespace: PROJECT,
      default_branch: 'main',
    },
    object_attributes: {
      iid: number,
      id: 90_000 + number,
      title: 'Ship orders-api-1 1.4.1 to staging',
      description: 'It mends the totals of carts with more than one currency. '.repeat(20),
      state: 'opened',
      action: 'update',
      draft: false,
      source_branch: `ship-${number}`,
      target_branch: 'main',
      detailed_merge_status: 'mergeable',
      url: `${url}/-/merge_requests/${number}`,
      last_commit: { id: '5'.repeat(40), title: 'Ship new versions', message: 'Ship new versions' },
    },
    labels: [],
    changes: {
      updated_at: { previous: '2026-11-25 10:00:00 UTC', current: '2026-11-25 10:00:01 UTC' },
    },
    repository: { name: 'platform', url: `git@gitlab.acme.dev:${PROJECT}.git`, homepage: url },
    assignees: [{ id: 7, name: 'Alice', username: 'alice' }],
    reviewers: [{ id: 8, name: 'Bob', username: 'bob' }],
  };
}
