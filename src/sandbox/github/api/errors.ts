// Answers of GitHub that are no success: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api

import type { Refusal } from '../../forge/model/refusal.ts';

export interface FieldError {
  readonly resource: string;
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
  readonly value?: unknown;
}

type Body = Readonly<Record<string, unknown>>;

export class GitHubRefusal extends Error {
  override readonly name = 'GitHubRefusal';
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: Body, headers: Readonly<Record<string, string>> = {}) {
    super(String(body['message']));
    this.status = status;
    this.body = { documentation_url: DOCUMENTATION, ...body, status: String(status) };
    this.headers = headers;
  }
}

const DOCUMENTATION = 'https://docs.github.com/rest';

export function refuse(status: number, message: string): GitHubRefusal {
  return new GitHubRefusal(status, { message });
}

export const badCredentials = (): GitHubRefusal => refuse(401, 'Bad credentials');

export const notFound = (message = 'Not Found'): GitHubRefusal => refuse(404, message);

export const forbidden = (message = 'Must have push access to repository.'): GitHubRefusal =>
  refuse(403, message);

export const archived = (): GitHubRefusal => forbidden('Repository was archived so is read-only.');

/** An App without the permission; the header says which would do. */
export function notAccessible(permission: string, access: string): GitHubRefusal {
  const message = 'Resource not accessible by integration';
  const headers = { 'x-accepted-github-permissions': `${permission}=${access}` };
  return new GitHubRefusal(403, { message }, headers);
}

export const validationFailed = (errors: readonly FieldError[]): GitHubRefusal =>
  new GitHubRefusal(422, { message: 'Validation Failed', errors });

export const unprocessable = (message: string, errors?: readonly string[]): GitHubRefusal =>
  new GitHubRefusal(422, errors === undefined ? { message } : { message, errors });

export const noCommit = (ref: string): GitHubRefusal =>
  refuse(422, `No commit found for SHA: ${ref}`);

export const invalidRequest = (problems: readonly string[]): GitHubRefusal =>
  refuse(422, `Invalid request.\n\n${problems.join('\n')}`);

/** What the model refuses, in as many words. */
export function worded({ status, words }: Refusal): GitHubRefusal {
  return refuse(
    status === 400 ? 422 : status,
    typeof words === 'string' ? words : words.join('. '),
  );
}
