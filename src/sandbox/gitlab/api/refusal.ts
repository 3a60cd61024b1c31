// An answer of GitLab that is not a success: a status and its exact body.

import type { Refusal } from '../../forge/model/refusal.ts';

export class GitLabRefusal extends Error {
  override readonly name = 'GitLabRefusal';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

/** `{"message": …}`, as most of GitLab's refusals are. */
export function refuse(status: number, message: unknown): GitLabRefusal {
  return new GitLabRefusal(status, { message });
}

/** What the model refuses has GitLab's status and sentence already. */
export function worded({ status, words }: Refusal): GitLabRefusal {
  return refuse(status, words);
}

/** `{"error": …}`, as a wrong or missing parameter is answered. */
export function badParameter(error: string): GitLabRefusal {
  return new GitLabRefusal(400, { error });
}

export const notFound = (what: string): GitLabRefusal =>
  refuse(404, what === '' ? '404 Not found' : `404 ${what} Not Found`);

export const forbidden = (reason?: string): GitLabRefusal =>
  refuse(403, reason === undefined ? '403 Forbidden' : `403 Forbidden - ${reason}`);
