// Lists that come page by page, and never go on for ever.

import { Failure } from '../../ports/failure.ts';

const MOST_PAGES = 100;

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null | undefined;
}

/** `what` is said should it be too long: `the service accounts of acme-dev`. */
export async function allPages<T>(
  what: string,
  ask: (pageToken: string) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = [];
  let token = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, next } = await ask(token);
    all.push(...items);
    token = next ?? '';
    if (token === '') return all;
  }
  // A part of it would read as the rest being gone.
  throw new Failure({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    message: `The list of ${what} has no end: it was left after ${MOST_PAGES} pages.`,
    hint: 'It is tried again later. If this goes on, check Google Cloud status.',
    retry: 'later',
  });
}
