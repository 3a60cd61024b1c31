// The fields of a message that an HTTP request gives: in its path, its query and its body.

import { invalid } from '../../refusal.ts';
import type { Route } from './routes.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Query parameters that are no fields: https://cloud.google.com/apis/docs/system-parameters */
const SYSTEM = new Set(
  'alt fields key prettyPrint quotaUser userProject callback access_token oauth_token uploadType upload_protocol xgafv'
    .split(' ')
    .flatMap((name) => [name, `$${name}`, `$.${name}`]),
);

/** Values of path and query are texts, or lists of them. Throws INVALID_ARGUMENT for a body that is no object. */
export function fieldsOf(
  route: Route,
  given: { readonly query: URLSearchParams; readonly body: string },
): Fields {
  const body = given.body.trim() === '' || route.body === '' ? {} : parsed(given.body);
  const start: Fields = route.body === '*' || route.body === '' ? body : { [route.body]: body };
  const queried = [...new Set(given.query.keys())]
    .filter((name) => !SYSTEM.has(name))
    .map((name) => [name, oneOrMore(given.query.getAll(name))] as const);
  return [...queried, ...Object.entries(route.fields)].reduce(
    (fields, [path, value]) => withField(fields, path.split('.'), value),
    start,
  );
}

function parsed(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return value;
  } catch {
    // Said below, as for any other text that is no object.
  }
  throw invalid('Invalid JSON payload received. Expected an object.');
}

/** `secret.etag` goes into a message. */
function withField(
  fields: Fields,
  [head = '', ...rest]: readonly string[],
  value: unknown,
): Fields {
  if (rest.length === 0) return { ...fields, [head]: value };
  const inner = fields[head];
  return { ...fields, [head]: withField(isFields(inner) ? inner : {}, rest, value) };
}

function oneOrMore(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : values;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
