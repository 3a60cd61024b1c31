// Finds the method that a request is for.

import type { AnyMethod } from './method.ts';

export interface Found {
  readonly method: AnyMethod;
  readonly path: Readonly<Record<string, string>>;
}

export type FindMethod = (verb: string, url: URL) => Found | null;

export function createRouter(methods: readonly AnyMethod[]): FindMethod {
  const routes = methods.map((method) => ({ method, ...patternOf(method.path) }));
  return (verb, url) => {
    for (const { method, names, pattern } of routes) {
      const parts = method.verb === verb ? pattern.exec(url.pathname) : null;
      if (parts === null) continue;
      const path = Object.fromEntries(
        names.map((name, at) => [name, decoded(parts[at + 1] ?? '')]),
      );
      return { method, path };
    }
    return null;
  };
}

/** `{name}` is one part of a path: no slash, and no colon, which begins a verb. */
function patternOf(path: string): { readonly pattern: RegExp; readonly names: readonly string[] } {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const pieces = path.split(/\{\w+\}/).map((piece) => piece.replace(/[.]/g, String.raw`\.`));
  return { pattern: new RegExp(`^${pieces.join('([^/:]+)')}$`), names };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
