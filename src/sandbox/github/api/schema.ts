// What a body may hold, complained about in the words that GitHub has for it.

import { invalidRequest } from './errors.ts';

export type Body = Readonly<Record<string, unknown>>;

/** Collects what is wrong with a body; `done` refuses with all of it. */
export interface Reader {
  text(name: string, most?: number): string | undefined;
  count(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  texts(name: string): readonly string[] | undefined;
  word<T extends string>(name: string, words: readonly T[]): T | undefined;
  time(name: string): string | undefined;
  list(name: string, most: number): readonly Reader[] | undefined;
  object(name: string): Reader | undefined;
  require(...names: readonly string[]): void;
  done(): void;
}

export function reader(body: Body, at = '', problems: string[] = []): Reader {
  const place = (name: string): string => `${at}properties/${name}`;
  const given = (name: string): unknown => body[name] ?? undefined;
  const complain = (name: string, value: unknown, what: string): undefined => {
    problems.push(`For '${place(name)}', ${written(value)} is not ${what}.`);
  };
  const text = (name: string, most = Number.POSITIVE_INFINITY): string | undefined => {
    const value = given(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return complain(name, value, 'a string');
    if (value.length > most)
      problems.push(`Only ${most} characters are allowed; ${value.length} were supplied.`);
    return value;
  };
  return {
    text,
    count(name) {
      const value = given(name);
      if (value === undefined) return undefined;
      return Number.isInteger(value) ? (value as number) : complain(name, value, 'an integer');
    },
    flag(name) {
      const value = given(name);
      if (value === undefined) return undefined;
      return typeof value === 'boolean' ? value : complain(name, value, 'a boolean');
    },
    texts(name) {
      const value = given(name);
      if (value === undefined) return undefined;
      if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
      return complain(name, value, 'an array of strings');
    },
    word(name, words) {
      const value = text(name);
      const found = words.find((word) => word === value);
      if (value !== undefined && found === undefined)
        problems.push(`${value} is not a member of ${JSON.stringify(words)}.`);
      return found;
    },
    time(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const wrong = Number.isNaN(Date.parse(value)) || !/^\d{4}-\d\d-\d\dT/.test(value);
      if (wrong) problems.push(`${value} is not a valid date-time.`);
      return wrong ? undefined : new Date(value).toISOString();
    },
    list(name, most) {
      const value = given(name);
      if (value === undefined) return undefined;
      if (!Array.isArray(value)) return complain(name, value, 'an array');
      if (value.length > most)
        problems.push(`No more than ${most} items are allowed; ${value.length} were supplied.`);
      return value.map((item, index) =>
        reader(isBody(item) ? item : {}, `${place(name)}/items/${index}/`, problems),
      );
    },
    object(name) {
      const value = given(name);
      if (value === undefined) return undefined;
      if (!isBody(value)) return complain(name, value, 'an object');
      return reader(value, `${place(name)}/`, problems);
    },
    require(...names) {
      const missing = names.filter((name) => given(name) === undefined);
      const listed = missing.map((name) => `"${name}"`).join(', ');
      if (missing.length > 0)
        problems.push(`${listed} ${missing.length === 1 ? "wasn't" : "weren't"} supplied.`);
    },
    done() {
      if (problems.length > 0) throw invalidRequest(problems);
    },
  };
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function written(value: unknown): string {
  return value === null ? 'nil' : JSON.stringify(value);
}
