// Lists that come page by page, and never go on for ever.

import { CODE } from '../../google/canonical-code.ts';

export type Page<T> = { readonly page: readonly T[]; readonly next?: string | null | undefined };

/** Milliseconds for all pages together. */
const ALL_PAGES_MS = 30_000;

export async function* pagesOf<T>(
  ask: (pageToken: string) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
  const ends = performance.now() + ALL_PAGES_MS;
  let token = '';
  do {
    if (performance.now() > ends) throw late();
    const { page, next } = await ask(token);
    yield page;
    token = next ?? '';
  } while (token !== '');
}

export async function allOf<T>(ask: (pageToken: string) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pagesOf(ask)) all.push(...page);
  return all;
}

function late(): Error {
  const words = `not all of it came within ${ALL_PAGES_MS / 1000} seconds`;
  return Object.assign(new Error(words), { code: CODE.deadlineExceeded });
}
