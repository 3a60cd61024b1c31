// What stands in the place of gitbeaker's own request handling.

import type { FormattedResponse } from '@gitbeaker/requester-utils';
import { MishapError, nonsense } from '../forge/mishap.ts';
import { FILE_BYTES } from '../forge/project-files.ts';
import type { PatientFetch } from '../forge/patient-request.ts';

type Handler = (endpoint: string, options?: Record<string, unknown>) => Promise<FormattedResponse>;

/** gitbeaker's own repeats 429 and 502 ten times, writes included, and ignores Retry-After. */
export function createRequestHandler(fetch: PatientFetch): Handler {
  return async (endpoint, { prefixUrl, searchParams, method, headers, body } = {}) => {
    const base = String(prefixUrl);
    const url = new URL(endpoint, base.endsWith('/') ? base : `${base}/`);
    if (typeof searchParams === 'string') url.search = searchParams;
    const answer = await fetch({
      url,
      method: String(method),
      headers: headers as Record<string, string>,
      body: typeof body === 'string' ? body : null,
      ...(isFile(url) ? { mostBytes: FILE_BYTES } : {}),
    });
    const { status, text, retryAfterMs } = answer;
    if (status < 200 || status > 299) {
      throw new MishapError({ kind: 'answer', status, words: wordsOf(text), retryAfterMs });
    }
    return {
      body: contentOf({ url, reads: method === 'GET' }, text) as FormattedResponse['body'],
      headers: Object.fromEntries(answer.headers.entries()),
      status,
    };
  };
}

/** A file's text, or the JSON of everything else. Nothing is an answer to a write, and never to a read. */
function contentOf({ url, reads }: { url: URL; reads: boolean }, text: string): unknown {
  if (isFile(url)) return text;
  const content = text === '' ? null : parsed(text);
  if (content === null && reads) throw nonsense('its answer is empty');
  return content;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw nonsense('its answer is not JSON', error);
  }
}

function isFile(url: URL): boolean {
  return url.pathname.endsWith('/raw');
}

/** GitLab says why under `message` or `error`, as text or per field; a gateway sends a page, which tells nothing. */
function wordsOf(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    if (answer === null || typeof answer !== 'object') return '';
    const { message, error, error_description: description } = answer as Record<string, unknown>;
    const words = message ?? description ?? error ?? '';
    return typeof words === 'string' ? words : JSON.stringify(words);
  } catch {
    return text.trimStart().startsWith('<') ? '' : text;
  }
}
