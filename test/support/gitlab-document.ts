// GitLab's published API document and answers that real GitLabs gave, where a copy lies beside the repository.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from '@jest/globals';
import { parse } from 'yaml';

/** Swagger 2.0, as much of it as GitLab's document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
}

export interface Parameter extends Schema {
  readonly name: string;
  readonly in: 'path' | 'query' | 'body' | 'formData' | 'header';
  readonly schema?: Schema;
}

export interface Operation {
  readonly parameters?: readonly (Omit<Parameter, 'required'> & { readonly required?: boolean })[];
  readonly responses: Readonly<Record<string, { readonly schema?: Schema }>>;
}

export interface Published {
  /** `path` below `/api/v4`, parameters written `:id`; null when GitLab names no such operation. */
  operation(method: string, path: string): Operation | null;
  /** The operation that a request asks for, and its path; `path` below `/api/v4`. */
  find(
    method: string,
    path: string,
  ): { readonly operation: Operation; readonly path: string } | null;
  definition(name: string): Schema | null;
  /** Real answers by file name, without ending: `gitlab4j-branch`, or of a member in it. A list counts as its elements; `event:push` is an event. */
  answers(names: readonly string[]): readonly unknown[];
  /** Real events by name: `merge_request`. */
  readonly events: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

const folder = resolve(
  process.env['RUNWAY_REFERENCE'] ?? join(import.meta.dirname, '../../../shared/reference'),
  'gitlab',
);

/** Null where there is no copy. */
export function readPublished(): Published | null {
  const file = join(folder, 'openapi_v2.yaml');
  if (!existsSync(file)) return null;
  const { paths, definitions } = parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 }) as {
    paths: Record<string, Record<string, Operation>>;
    definitions: Record<string, Schema>;
  };
  const operations = new Map(
    Object.entries(paths).flatMap(([path, found]) =>
      Object.entries(found).map(([method, operation]) => [
        `${method.toUpperCase()} ${nameless(path)}`,
        operation,
      ]),
    ),
  );
  const json = (...at: readonly string[]): unknown =>
    JSON.parse(readFileSync(join(folder, ...at), 'utf8'));
  const events = new Map<string, Record<string, unknown>>();
  for (const from of ['go-gitlab', 'gitlab-docs']) {
    for (const name of readdirSync(join(folder, 'webhooks', from))) {
      const event = json('webhooks', from, name) as Record<string, unknown>;
      events.set(name.replace(/\.json$/, ''), event);
    }
  }
  return {
    operation: (method, path) => operations.get(`${method} ${nameless(`/api/v4${path}`)}`) ?? null,
    find(method, path) {
      const asked = `/api/v4${path}`.split('/');
      const fitting = Object.entries(paths)
        .filter(([known, found]) => method.toLowerCase() in found && fitsPath(known, asked))
        .sort(([a], [b]) => a.split('{').length - b.split('{').length);
      const [known, found] = fitting[0] ?? [];
      const operation = found?.[method.toLowerCase()];
      return known === undefined || operation === undefined ? null : { operation, path: known };
    },
    definition: (name) => definitions[name] ?? null,
    answers: (names) =>
      names.flatMap((name) => {
        const [answer = '', member] = name.split(' ');
        const event = answer.startsWith('event:')
          ? events.get(answer.slice('event:'.length))
          : null;
        const whole = [event ?? json('rest', `${answer}.json`)].flat();
        if (member === undefined) return whole;
        return whole.flatMap((one) => (one as Record<string, unknown>)[member]);
      }),
    events,
  };
}

/** A test that needs the copy. Without it the test is skipped, which the totals show. */
export function publishedTest(published: Published | null) {
  if (published === null) {
    process.stderr.write(`Skipped: GitLab's published document is not at ${folder}.\n`);
  }
  return published === null ? test.skip : test;
}

function fitsPath(known: string, asked: readonly string[]): boolean {
  const parts = known.split('/');
  return (
    parts.length === asked.length &&
    parts.every((part, at) => part.includes('{') || part === asked[at])
  );
}

function nameless(path: string): string {
  return path.replaceAll(/\{[^}]*\}|:[a-z_]+/g, '{}');
}
