// How the parts word a failure that they were told to have.

import { STATUS_CODES } from 'node:http';
import type { HttpAnswer } from './http-guard.ts';
import { grpcStatus } from './status.ts';

/** GitLab's own errors are JSON; who stands before it (nginx, the rate limiter) speaks for itself. */
export function gitlabAnswer(status: number): HttpAnswer {
  if (status === 429) return plainAnswer('Retry later\n');
  if (status >= 502) return nginxAnswer(status);
  return json({ message: `${status} ${STATUS_CODES[status] ?? 'Error'}` });
}

/**
 * GitHub words its own errors in JSON, its limits too; of those it also says 403, if the client is asked to `rest`.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function githubAnswer(status: number, rest = false): HttpAnswer {
  const documentation_url = 'https://docs.github.com/rest';
  return json({ message: githubSays(status, rest), documentation_url, status: String(status) });
}

function githubSays(status: number, rest: boolean): string {
  if (status === 429 || (status === 403 && rest))
    return 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  if (status === 503)
    return 'No server is currently available to service your request. Sorry about that. Please try refreshing and contact us if the problem persists.';
  return status >= 500 ? 'Server Error' : (STATUS_CODES[status] ?? 'Error');
}

/** Git shows the first line of a plain answer to whoever waits. */
export function gitAnswer(status: number): HttpAnswer {
  if (status === 429) return plainAnswer('Retry later\n');
  return status >= 502 ? nginxAnswer(status) : plainAnswer(`${STATUS_CODES[status] ?? 'Error'}\n`);
}

export function registryAnswer(status: number): HttpAnswer {
  const code = registryCodes[status] ?? (status >= 500 ? 'UNKNOWN' : 'UNSUPPORTED');
  const message = (STATUS_CODES[status] ?? 'error').toLowerCase();
  return json({ errors: [{ code, message }] });
}

const registryCodes: Readonly<Record<number, string>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  404: 'NAME_UNKNOWN',
  429: 'TOOMANYREQUESTS',
  503: 'UNAVAILABLE',
};

export function plainAnswer(body: string): HttpAnswer {
  return { type: 'text/plain; charset=utf-8', body };
}

export function nginxAnswer(status: number): HttpAnswer {
  const title = `${status} ${STATUS_CODES[status] ?? 'Error'}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { type: 'text/html', body };
}

function json(value: unknown): HttpAnswer {
  return { type: 'application/json', body: JSON.stringify(value) };
}

/** Google's REST APIs say the same as its gRPC ones, in JSON. */
export function googleAnswer(code: number): HttpAnswer {
  const status = grpcStatus(code) ?? 'UNKNOWN';
  return json({ error: { code, message: googleWords(status, 'iam.googleapis.com'), status } });
}

/** Google's words for a status of one of its APIs: `run.googleapis.com`. */
export function googleWords(status: string, service: string): string {
  const words = googleSays[status] ?? 'The request was not processed.';
  return words.replace('SERVICE', service);
}

const googleSays: Readonly<Record<string, string>> = {
  UNAVAILABLE: 'The service is currently unavailable.',
  INTERNAL: 'Internal error encountered.',
  RESOURCE_EXHAUSTED:
    "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per region' of service 'SERVICE'.",
  DEADLINE_EXCEEDED: 'Deadline expired before operation could complete.',
  PERMISSION_DENIED: 'The caller does not have permission.',
  UNAUTHENTICATED: 'Request had invalid authentication credentials.',
  ABORTED: 'The operation was aborted.',
  CANCELLED: 'The operation was cancelled.',
  UNKNOWN: 'Unknown error.',
  NOT_FOUND: 'Requested entity was not found.',
};
