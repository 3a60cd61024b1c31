// Whether GitLab's document allows a request: its path and method, its parameters and their types.

import type { Operation, Published, Schema } from './gitlab-document.ts';

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** JSON, or null. */
  readonly body: string | null;
}

/** What is wrong with it, one line each; the same for the same mistake. `undocumented` are routes without a word. */
export function notAllowed(
  published: Published,
  { method, url, body }: SentRequest,
  undocumented: readonly string[],
): readonly string[] {
  const { pathname, searchParams } = new URL(url);
  const path = pathname.replace(/^\/api\/v4/, '');
  const found = published.find(method, path);
  if (found === null) {
    const known = undocumented.some((route) => matches(route, `${method} ${path}`));
    return known ? [] : [`${method} ${path} is not documented`];
  }
  const place = `${method} ${found.path}`;
  const given: Record<string, unknown> = {
    ...Object.fromEntries([...searchParams].map(([key, value]) => [key, wire(value)])),
    ...(body === null ? {} : (JSON.parse(body) as Record<string, unknown>)),
  };
  const wanted = parametersOf(published, found.operation);
  const unknown = Object.keys(given).filter((key) => wanted.get(key) === undefined);
  const missing = [...wanted].filter(
    ([key, { required, inPath }]) => required && !inPath && given[key] === undefined,
  );
  const mistyped = Object.entries(given).flatMap(([key, value]) => {
    const schema = wanted.get(key)?.schema;
    return schema === undefined || fits(value, schema)
      ? []
      : [`${place}: ${key} is of a wrong type`];
  });
  return [
    ...unknown.map((key) => `${place}: ${key} is unknown`),
    ...missing.map(([key]) => `${place}: ${key} is missing`),
    ...mistyped,
  ];
}

interface Wanted {
  readonly schema: Schema;
  readonly required: boolean;
  readonly inPath: boolean;
}

function parametersOf(published: Published, { parameters = [] }: Operation): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { name, in: where, required = false, schema, ...own } of parameters) {
    if (where !== 'body') {
      wanted.set(name, { schema: own, required, inPath: where === 'path' });
      continue;
    }
    const body = published.definition(schema?.$ref?.replace('#/definitions/', '') ?? '') ?? schema;
    for (const [key, member] of Object.entries(body?.properties ?? {})) {
      const needed = body?.required?.includes(key) === true;
      wanted.set(key, { schema: member, required: needed, inPath: false });
    }
  }
  return wanted;
}

/** A query holds text only; what reads as a number or a yes may be one. */
function wire(value: string): unknown {
  if (/^-?\d+$/.test(value)) return Number(value);
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

function fits(value: unknown, { type, enum: choices }: Schema): boolean {
  if (choices !== undefined && !choices.includes(value)) return false;
  if (type === 'integer' || type === 'number') return typeof value === 'number';
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'string') return typeof value !== 'object';
  return type !== 'array' || Array.isArray(value) || typeof value === 'string';
}

function matches(route: string, sent: string): boolean {
  return new RegExp(`^${route.replaceAll(/:[a-z_]+/g, '[^/]+')}$`).test(sent);
}
