// GitHub's published description of its REST API, and what of a request or an answer it does not know.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { unexpectedMembers } from './github-members.ts';

/** OpenAPI 3.0, as much of it as the description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
  readonly $ref?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
  readonly $ref?: string;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

export interface Exchange {
  readonly method: string;
  /** Below the API's address, with its query: `/repos/acme/platform/pulls?state=open`. */
  readonly path: string;
  /** Left out where none was sent. */
  readonly requestBody?: unknown;
  readonly status: number;
  /** Left out where the answer has none. */
  readonly responseBody?: unknown;
}

export interface GitHubDocument {
  /** What the description does not know of an exchange, one line each; the same for the same difference. */
  check(exchange: Exchange): readonly string[];
  /** Only of the request. */
  checkRequest(request: Omit<Exchange, 'status' | 'responseBody'>): readonly string[];
}

const FILE = 'generated/api.github.com.json';
/** Every error of GitHub carries its status as text; the description says so of some only. */
const UNTOLD = '/status is unknown';
/** Parameters that may hold slashes. */
const LONG = new Set(['ref', 'path', 'branch', 'basehead']);

/** Reads the description, once a test file: 12 MB. */
export function readGitHubDocument(): GitHubDocument {
  const folder = dirname(createRequire(import.meta.url).resolve('@octokit/openapi'));
  const text = readFileSync(join(folder, FILE), 'utf8');
  const document = JSON.parse(text, nullable) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    allErrors: true,
    logger: false,
  });
  ajv.addSchema({ $id: 'https://github.test/', ...document });
  const compiled = new Map<string, ValidateFunction>();
  const at = (pointer: string): unknown =>
    pointer
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((value, key) => (value as Record<string, unknown>)[unescape(key)], document);
  const schemaAt = (pointer: string): Schema => at(pointer) as Schema;
  const parameterAt = (given: Parameter): Parameter =>
    given.$ref === undefined ? given : (at(given.$ref) as Parameter);
  const contentAt = (given: Content): Content =>
    given.$ref === undefined ? given : (at(given.$ref) as Content);

  function problems(pointer: string, value: unknown): readonly string[] {
    const validate =
      compiled.get(pointer) ?? ajv.compile({ $ref: `https://github.test/${pointer}` });
    compiled.set(pointer, validate);
    validate(value);
    const wrong = (validate.errors ?? [])
      .filter(({ keyword }) => !['anyOf', 'oneOf', '$ref'].includes(keyword))
      .map(({ instancePath, message = '' }) => `${numberless(instancePath)} ${message}`);
    const more = unexpectedMembers(value, schemaAt(pointer), schemaAt);
    return [...new Set([...wrong, ...more.map((path) => `${numberless(path)} is unknown`)])];
  }

  function find(method: string, path: string) {
    const asked = path.split('?')[0]?.split('/') ?? [];
    const key = method.toLowerCase();
    const [known] = Object.keys(document.paths)
      .filter((each) => document.paths[each]?.[key] !== undefined && fits(each.split('/'), asked))
      .sort((a, b) => a.split('{').length - b.split('{').length || b.length - a.length);
    const operation = known === undefined ? undefined : document.paths[known]?.[key];
    if (known === undefined || operation === undefined) return null;
    const pointer = `#/paths/${escape(known)}/${key}`;
    return { operation, pointer, place: `${method} ${known}` };
  }

  const checkRequest: GitHubDocument['checkRequest'] = ({ method, path, requestBody }) => {
    const found = find(method, path);
    if (found === null) return [`${method} ${path.split('?')[0]} is not documented`];
    const { operation, pointer, place } = found;
    const parameters = (operation.parameters ?? []).map(parameterAt);
    const query = new URLSearchParams(path.split('?')[1] ?? '');
    const unknown = [...new Set(query.keys())].filter(
      (key) => !parameters.some(({ name, in: where }) => where === 'query' && name === key),
    );
    const missing = parameters.filter(
      ({ name, in: where, required }) => where === 'query' && required && !query.has(name),
    );
    const [type] = Object.keys(operation.requestBody?.content ?? {});
    const body =
      requestBody === undefined || type === undefined
        ? []
        : problems(`${pointer}/requestBody/content/${escape(type)}/schema`, requestBody);
    return [
      ...unknown.map((key) => `${place}: the query's ${key} is unknown`),
      ...missing.map(({ name }) => `${place}: the query's ${name} is missing`),
      ...body.map((each) => `${place}, request: ${each}`),
    ];
  };

  return {
    checkRequest,
    check(exchange) {
      const { method, path, status, responseBody } = exchange;
      const found = find(method, path);
      const request = status < 400 ? checkRequest(exchange) : [];
      if (found === null) return request;
      const { operation, pointer, place } = found;
      const response = operation.responses[status];
      if (response === undefined) return [...request, `${place}: ${status} is not documented`];
      if (responseBody === undefined) return request;
      const own = response.$ref ?? `${pointer}/responses/${status}`;
      const content = contentAt(response).content?.['application/json'];
      if (content === undefined) return request;
      const pointed = `${own}/content/application~1json/schema`;
      const wrong = problems(pointed, responseBody).filter(
        (each) => status < 400 || each !== UNTOLD,
      );
      return [...request, ...wrong.map((each) => `${place}, ${status}: ${each}`)];
    },
  };
}

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own. */
function nullable(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('nullable' in value)) return value;
  const { nullable: may, ...schema } = value as Schema & { enum?: unknown[] };
  if (may !== true) return schema;
  return { anyOf: [{ type: 'null' }, schema] };
}

function fits(known: readonly string[], asked: readonly string[]): boolean {
  const last = /^\{(.+)\}$/.exec(known.at(-1) ?? '')?.[1] ?? '';
  const long = LONG.has(last) && asked.length > known.length;
  if (known.length !== asked.length && !long) return false;
  return known.every((part, index) => part.includes('{') || part === asked[index]);
}

/** Of all elements of a list the same is said. */
function numberless(path: string): string {
  const short = path.replace(/\/\d+(?=\/|$)/g, '/*');
  return short === '' ? 'the whole' : short;
}

const escape = (key: string): string =>
  encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('%7E', '~');
const unescape = (key: string): string =>
  decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~');
