// Lists in pages: the token is the name that the next page starts after.

import { CloudRefusal } from '../refusal.ts';

export interface PageRequest {
  readonly pageSize?: number | null;
  readonly pageToken?: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

const LARGEST = 1000;

/** `all` comes in its final order; `name` tells its members apart. */
export function page<T>(
  all: readonly T[],
  request: PageRequest,
  name: (item: T) => string,
): Page<T> {
  const size = request.pageSize ?? 0;
  if (size < 0) throw new CloudRefusal('INVALID_ARGUMENT', 'page_size must not be negative.');
  const start = request.pageToken ? after(all, request.pageToken, name) : 0;
  const items = all.slice(start, start + Math.min(size || LARGEST, LARGEST));
  const last = items.at(-1);
  const more = last !== undefined && start + items.length < all.length;
  return { items, nextPageToken: more ? Buffer.from(name(last)).toString('base64url') : '' };
}

function after<T>(all: readonly T[], token: string, name: (item: T) => string): number {
  const last = Buffer.from(token, 'base64url').toString();
  const index = all.findIndex((item) => name(item) === last);
  if (index < 0) throw new CloudRefusal('INVALID_ARGUMENT', 'Invalid page token.');
  return index + 1;
}
