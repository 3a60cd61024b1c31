// Which method of an API an HTTP request means, by the rules that its definition carries.
// https://cloud.google.com/endpoints/docs/grpc/transcoding

import type { ServiceDefinition } from '@grpc/grpc-js';

export interface Route {
  /** The short name of the method: `GetSecret`. */
  readonly method: string;
  /** Fields that the path gives: `secret.name` -> `projects/…`. */
  readonly fields: Readonly<Record<string, string>>;
  /** The field that the body is, `*` for the whole message, empty for none. */
  readonly body: string;
}

/** Null when there is no such method. */
export type FindRoute = (verb: string, path: string) => Route | null;

interface Rule {
  readonly method: string;
  readonly verb: string;
  readonly path: RegExp;
  readonly names: readonly string[];
  readonly body: string;
}

/** Methods whose address an API sets beside its definition, and the template of that: all are read with GET. */
export type Addresses = Readonly<Record<string, string>>;

/** Only methods that `served` names are found. */
export function createRoutes(
  service: ServiceDefinition,
  served: readonly string[],
  addresses: Addresses,
): FindRoute {
  const rules = Object.entries(service)
    .filter(([method]) => served.includes(method))
    .flatMap(([method, definition]) => rulesOf(method, httpOf(definition, addresses[method])));
  return (verb, path) => {
    for (const rule of rules) {
      const found = rule.verb === verb ? rule.path.exec(path) : null;
      if (found === null) continue;
      const fields = rule.names.map((name, index) => [
        name,
        decodeURIComponent(found[index + 1] ?? ''),
      ]);
      return { method: rule.method, body: rule.body, fields: Object.fromEntries(fields) };
    }
    return null;
  };
}

/** One `google.api.HttpRule`; a single further binding comes without its list. */
interface HttpRule extends Partial<Record<'get' | 'put' | 'post' | 'delete' | 'patch', string>> {
  readonly body?: string;
  readonly additional_bindings?: HttpRule | readonly HttpRule[];
}

function httpOf(definition: object, get: string | undefined): HttpRule {
  if (get !== undefined) return { get };
  const { options = {} } = definition as { options?: Readonly<Record<string, HttpRule>> };
  return options['(google.api.http)'] ?? {};
}

function rulesOf(method: string, rule: HttpRule): Rule[] {
  const { additional_bindings: more = [], body = '' } = rule;
  const own = (['get', 'put', 'post', 'delete', 'patch'] as const).flatMap((verb) => {
    const template = rule[verb];
    return template === undefined
      ? []
      : [{ method, verb: verb.toUpperCase(), body, ...readTemplate(template) }];
  });
  return [...own, ...[more].flat().flatMap((other) => rulesOf(method, other))];
}

// `/v1/{parent=projects/*/secrets/*}:addVersion`: a star is one part without a colon, two stars are all that follow.
function readTemplate(template: string): Pick<Rule, 'path' | 'names'> {
  const names: string[] = [];
  const source = template
    .split(/(\{[^}]+\})/)
    .map((part) => {
      const [, name, pattern = '*'] = /^\{([^=}]+)(?:=([^}]+))?\}$/.exec(part) ?? [];
      if (name === undefined) return wildcards(part);
      names.push(name);
      return `(${wildcards(pattern)})`;
    })
    .join('');
  return { names, path: new RegExp(`^${source}$`) };
}

function wildcards(pattern: string): string {
  return pattern
    .split('**')
    .map((part) =>
      part
        .split('*')
        .map((fixed) => fixed.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('[^/:]+'),
    )
    .join('.+');
}
