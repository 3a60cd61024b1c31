// The filter language of list methods, as far as Secret Manager has it.
// https://cloud.google.com/secret-manager/docs/filtering

import { invalid } from '../google/refusal.ts';

/** What a field holds: undefined when there is none of that name. */
export type Look = (field: string) => string | undefined;
export type Test = (look: Look) => boolean;

const TEXT = '"(?:[^"\\\\]|\\\\.)*"';
const TOKEN = new RegExp(
  `\\s*(?:([()])|(-?[\\w.-]+)\\s*(<=|>=|!=|[:=<>])\\s*(${TEXT}|[^\\s()]+)|(${TEXT}|[^\\s():=<>!"]+))`,
  'y',
);

/**
 * `labels.team:payments AND NOT name:old`: comparisons with `:` (holds; `*` is anything), `=`, `!=`, `<`, `<=`, `>` and
 * `>=`, joined by AND (or nothing), OR (which binds closer) and NOT or `-`, with brackets. A word alone is looked
 * for in the name. Throws INVALID_ARGUMENT.
 */
export function readFilter(text: string): Test {
  const reader = { tokens: split(text), at: 0, text };
  if (reader.tokens.length === 0) return () => true;
  const test = readAll(reader);
  if (reader.at < reader.tokens.length) throw wrong(text);
  return test;
}

type Token = string | { readonly field: string; readonly operator: string; readonly value: string };

interface Reader {
  readonly tokens: readonly Token[];
  readonly text: string;
  at: number;
}

function readAll(reader: Reader): Test {
  const tests = [readAny(reader)];
  while (reader.at < reader.tokens.length && reader.tokens[reader.at] !== ')') {
    if (reader.tokens[reader.at] === 'AND') reader.at += 1;
    tests.push(readAny(reader));
  }
  return (look) => tests.every((test) => test(look));
}

function readAny(reader: Reader): Test {
  const tests = [readOne(reader)];
  while (reader.tokens[reader.at] === 'OR') {
    reader.at += 1;
    tests.push(readOne(reader));
  }
  return (look) => tests.some((test) => test(look));
}

function readOne(reader: Reader): Test {
  const token = take(reader);
  if (token === 'NOT') return not(readOne(reader));
  if (token === '(') {
    const test = readAll(reader);
    if (take(reader) !== ')') throw wrong(reader.text);
    return test;
  }
  if (token === ')' || token === 'AND' || token === 'OR') throw wrong(reader.text);
  const { field, operator, value } =
    typeof token === 'string' ? { field: 'name', operator: ':', value: token } : token;
  const test: Test = (look) => compare(look(field.replace(/^-/, '')), operator, plain(value));
  return field.startsWith('-') ? not(test) : test;
}

function not(test: Test): Test {
  return (look) => !test(look);
}

function compare(found: string | undefined, operator: string, value: string): boolean {
  if (operator === '!=') return found !== value;
  if (found === undefined) return false;
  if (operator === ':') return value === '*' || found.toLowerCase().includes(value.toLowerCase());
  if (operator === '=') return found === value;
  if (operator === '<') return found < value;
  if (operator === '<=') return found <= value;
  return operator === '>' ? found > value : found >= value;
}

function take(reader: Reader): Token {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw wrong(reader.text);
  reader.at += 1;
  return token;
}

function split(text: string): Token[] {
  const whole = text.trimEnd();
  const tokens: Token[] = [];
  for (let at = 0; at < whole.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(whole);
    if (found === null) throw wrong(text);
    const [, bracket, field, operator = '', value = '', word = ''] = found;
    tokens.push(field === undefined ? (bracket ?? word) : { field, operator, value });
  }
  return tokens;
}

function plain(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
}

function wrong(text: string): Error {
  return invalid(`Invalid filter: ${text}`);
}
