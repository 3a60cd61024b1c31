// Answers one request to IAM and its neighbours by the table of their methods.

import type { Cloud } from '../cloud.ts';
import { CloudRefusal, invalid, unauthenticated } from '../refusal.ts';
import type { Answer, Answering } from '../serve/json-http.ts';
import type { Body } from './method.ts';
import type { FindMethod } from './router.ts';

export function answeringBy(find: FindMethod, cloud: Cloud): Answering {
  return ({ body: text, headers, url, verb }): Answer => {
    const found = find(verb, url);
    if (found === null) {
      const words = `The requested URL ${url.pathname} was not found on this server.`;
      throw new CloudRefusal('NOT_FOUND', words);
    }
    const { method, path } = found;
    const body = bodyOf(text, headers['content-type'] ?? '');
    const call = { cloud, path, query: url.searchParams, body };
    if ('open' in method) return method.open(call);
    const { authorization } = headers;
    const caller = cloud.caller(authorization);
    if (caller === null) throw unauthenticated(authorization);
    return { status: 200, body: method.answer({ ...call, caller }) };
  };
}

function bodyOf(text: string, type: string): Body {
  if (text === '') return {};
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // Said below.
  }
  throw invalid('Invalid JSON payload received.');
}
