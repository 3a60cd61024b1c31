// What somebody means who names a method: a listed name, a verb, a path, or any of them with `*`.

import type { Method } from './part.ts';

export interface Meant {
  /** Names of listed methods; empty when nothing is meant. */
  readonly names: ReadonlySet<string>;
  /** Null: any request of these methods; else only the one that is spelled like this. */
  readonly spelled: string | null;
}

/** Capitals, the names of `:parameters` and a leading `/api/v4` do not matter. */
export function meant(written: string, methods: readonly Method[]): Meant {
  const wanted = normal(written);
  const named = methods.filter((method) => spellings(method).some((it) => normal(it) === wanted));
  if (named.length > 0) return { names: namesOf(named), spelled: null };
  const open = wanted.startsWith('/') ? `* ${wanted}` : wanted;
  const verb = /^[a-z]+$/.test(open) ? `${open} *` : open;
  const glob = wildcards(verb);
  const fitting = methods.filter((method) => spellings(method).some((it) => glob.test(normal(it))));
  if (fitting.length > 0) return { names: namesOf(fitting), spelled: null };
  const exact = routed(open, methods);
  return { names: namesOf(exact === null ? [] : [exact]), spelled: exact === null ? null : open };
}

/** The method that a request of this spelling would reach; fixed parts win over parameters. */
export function routed(spelled: string, methods: readonly Method[]): Method | null {
  const path = normal(spelled);
  const fitting = methods.filter(({ name }) => route(name).test(path));
  return fitting.sort((a, b) => rank(b.name).localeCompare(rank(a.name)))[0] ?? null;
}

/** Whether a request is the one that was spelled out. */
export function sameSpelling(a: string, b: string): boolean {
  return decoded(normal(a)) === decoded(normal(b));
}

function spellings({ name, also = [] }: Method): readonly string[] {
  return [name, ...also];
}

function namesOf(methods: readonly Method[]): ReadonlySet<string> {
  return new Set(methods.map(({ name }) => name));
}

function normal(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/^(\S+ )?\/api\/v[34](?=\/)/i, '$1')
    .toLowerCase()
    .replace(/:[a-z_]+/g, ':');
}

function wildcards(glob: string): RegExp {
  return new RegExp(`^${glob.split('*').map(escaped).join('.*')}$`);
}

/** `:repository` holds slashes, as names of image repositories do. */
function route(name: string): RegExp {
  const source = escaped(name.toLowerCase())
    .replace(/:repository\b/g, '.+')
    .replace(/:[a-z_]+/g, '[^/]+')
    .replace(/\\\*/g, '.*');
  return new RegExp(`^${source}/?$`);
}

/** Sorts fixed parts above parameters above wildcards, from the left. */
function rank(name: string): string {
  return name
    .split('/')
    .map((part) => (part === '*' ? '0' : part.startsWith(':') ? '1' : '2'))
    .join('');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
