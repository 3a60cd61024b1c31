// All tags of a repository, page by page.

import type { Repository } from '../endpoint.ts';
import { pullScope, type Exchange } from '../http/exchange.ts';
import { broken, refused } from '../http/failures.ts';
import { isRecord, parseJson } from './manifest.ts';

/** Tags only serve suggestions, so a repository with more than these is cut short. */
const MOST_PAGES = 50;
const PAGE_SIZE = 1000;
const LARGEST_PAGE = 4 * 1024 * 1024;

export async function listTags(
  exchange: Exchange,
  repository: Repository,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const tags: string[] = [];
  let next: string | null = `/v2/${repository.path}/tags/list?n=${PAGE_SIZE}`;
  for (let pages = 0; next !== null && pages < MOST_PAGES; pages += 1) {
    const asked: string = next;
    const page: Page | null = await exchange.repeats.whole(repository, signal, () =>
      readPage(asked),
    );
    if (page === null) return tags;
    tags.push(...page.tags);
    next = page.next;
  }
  return tags;

  async function readPage(asked: string): Promise<Page | null> {
    const { image } = repository;
    const received = await exchange.send({
      repository,
      method: 'GET',
      path: asked,
      scopes: [pullScope(repository.path)],
      signal,
    });
    if (received.status === 404) {
      await received.discard();
      return null;
    }
    const bytes = await received.bytes(LARGEST_PAGE).catch((error: unknown) => {
      throw broken(image, error);
    });
    const content = bytes === null ? null : parseJson(bytes);
    if (!isRecord(content)) throw refused(image, 'its list of tags is none');
    const list: readonly unknown[] = Array.isArray(content['tags']) ? content['tags'] : [];
    return {
      tags: list.filter((tag) => typeof tag === 'string'),
      next: nextPage(received.headers.get('link'), new URL(asked, repository.origin)),
    };
  }
}

interface Page {
  readonly tags: readonly string[];
  readonly next: string | null;
}

/** Only a page of the same registry is followed. */
function nextPage(link: string | null, current: URL): string | null {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/i.exec(link ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, current.href)) return null;
  const next = new URL(target, current);
  return next.origin === current.origin ? next.href : null;
}
