// Reads GraphQL: operations with fields, arguments and variables; no fragments, no directives.

export type Value =
  | string
  | number
  | boolean
  | null
  | { readonly variable: string }
  | { readonly members: ReadonlyMap<string, Value> };

export interface Field {
  readonly name: string;
  /** The name it is answered under. */
  readonly alias: string;
  readonly args: ReadonlyMap<string, Value>;
  readonly fields: readonly Field[];
}

export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly fields: readonly Field[];
}

/** What this reads no further, and where. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}

const TOKEN =
  /\s+|,|#[^\n]*|(?<token>\.\.\.|[{}():!$=[\]@|]|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?|[A-Za-z_]\w*)/y;

/** The only operation of a document. */
export function readQuery(text: string): Operation {
  const tokens = tokensOf(text);
  const operation = operationFrom(tokens);
  const left = tokens.peek();
  if (left !== null) throw unexpected(left);
  return operation;
}

interface Tokens {
  peek(): string | null;
  next(): string;
  expect(wanted: string): void;
  /** True, and past it, when it comes next. */
  skip(wanted: string): boolean;
}

function tokensOf(text: string): Tokens {
  const list: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found === null) throw new SyntaxProblem('Parse error: unknown character');
    if (found.groups?.['token'] !== undefined) list.push(found.groups['token']);
  }
  let at = 0;
  const tokens: Tokens = {
    peek: () => list[at] ?? null,
    next() {
      const token = list[at];
      if (token === undefined) throw new SyntaxProblem('Unexpected end of document');
      at += 1;
      return token;
    },
    expect(wanted) {
      const token = tokens.next();
      if (token !== wanted) throw unexpected(token);
    },
    skip(wanted) {
      if (tokens.peek() !== wanted) return false;
      at += 1;
      return true;
    },
  };
  return tokens;
}

function operationFrom(tokens: Tokens): Operation {
  if (tokens.peek() === '{') return { kind: 'query', fields: fieldsFrom(tokens) };
  const kind = tokens.next();
  if (kind !== 'query' && kind !== 'mutation') throw unexpected(kind);
  if (isName(tokens.peek())) tokens.next();
  if (tokens.skip('(')) while (!tokens.skip(')')) tokens.next();
  return { kind, fields: fieldsFrom(tokens) };
}

function fieldsFrom(tokens: Tokens): Field[] {
  tokens.expect('{');
  const fields: Field[] = [];
  while (!tokens.skip('}')) {
    const first = nameFrom(tokens);
    const name = tokens.skip(':') ? nameFrom(tokens) : first;
    const args = tokens.skip('(') ? membersFrom(tokens, ')') : new Map<string, Value>();
    const inner = tokens.peek() === '{' ? fieldsFrom(tokens) : [];
    fields.push({ name, alias: first, args, fields: inner });
  }
  return fields;
}

function membersFrom(tokens: Tokens, end: string): Map<string, Value> {
  const members = new Map<string, Value>();
  while (!tokens.skip(end)) {
    const name = nameFrom(tokens);
    tokens.expect(':');
    members.set(name, valueFrom(tokens));
  }
  return members;
}

function valueFrom(tokens: Tokens): Value {
  const token = tokens.next();
  if (token === '$') return { variable: nameFrom(tokens) };
  if (token === '{') return { members: membersFrom(tokens, '}') };
  if (token === 'true' || token === 'false') return token === 'true';
  if (token === 'null') return null;
  if (token.startsWith('"') || /^-?\d/.test(token)) return JSON.parse(token) as string | number;
  if (isName(token)) return token;
  throw unexpected(token);
}

function nameFrom(tokens: Tokens): string {
  const token = tokens.next();
  if (!isName(token)) throw unexpected(token);
  return token;
}

const isName = (token: string | null): boolean => token !== null && /^[A-Za-z_]/.test(token);

const unexpected = (token: string): SyntaxProblem =>
  new SyntaxProblem(`Parse error on ${JSON.stringify(token)}`);
