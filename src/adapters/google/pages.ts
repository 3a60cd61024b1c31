// Lists that come page by page, and never go on for ever.

import { Failure } from '../../ports/failure.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null | undefined;
}

/** Milliseconds for all pages together. */
const ALL_PAGES_MS = 30_000;

/** `what` is said should it be too long: `the service accounts of acme-dev`. */
export async function* pagesOf<T>(
  what: string,
  ask: (pageToken: string) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
  const ends = performance.now() + ALL_PAGES_MS;
  let token = '';
  do {
    // A part of it would read as the rest being gone.
    if (performance.now() > ends) throw endless(what);
    const { items, next } = await ask(token);
    yield items;
    token = next ?? '';
  } while (token !== '');
}

export async function allPages<T>(
  what: string,
  ask: (pageToken: string) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pagesOf(what, ask)) all.push(...page);
  return all;
}

function endless(what: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    message: `The list of ${what} did not come to its end within ${ALL_PAGES_MS / 1000} seconds.`,
    hint: 'It is tried again later. If this goes on, check Google Cloud status.',
    retry: 'later',
  });
}
