// Pages of a list, with GitLab's headers.

import type { Call, OpenCall } from './call.ts';

const MOST = 100;

export interface Page {
  readonly page: number;
  readonly perPage: number;
}

export function pageOf(call: Pick<OpenCall, 'input'>): Page {
  return {
    page: Math.max(1, call.input.integer('page') ?? 1),
    perPage: Math.min(MOST, Math.max(1, call.input.integer('per_page') ?? 20)),
  };
}

/** The wanted page of a whole list. */
export function paged<T>(call: OpenCall, all: readonly T[]): T[] {
  const { page, perPage } = pageOf(call);
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  pageHeaders(call, { hasNext: page < pages, total: all.length });
  return all.slice((page - 1) * perPage, page * perPage);
}

/** Headers for a page that was cut elsewhere. Lists too dear to count have no total. */
export function pageHeaders(call: OpenCall, list: { hasNext: boolean; total?: number }): void {
  const { page, perPage } = pageOf(call);
  const { reply } = call;
  void reply.header('x-page', String(page));
  void reply.header('x-per-page', String(perPage));
  void reply.header('x-next-page', list.hasNext ? String(page + 1) : '');
  void reply.header('x-prev-page', page > 1 ? String(page - 1) : '');
  const links = [
    ...(page > 1 ? [link(call, { page: page - 1, perPage }, 'prev')] : []),
    ...(list.hasNext ? [link(call, { page: page + 1, perPage }, 'next')] : []),
    link(call, { page: 1, perPage }, 'first'),
  ];
  if (list.total !== undefined) {
    const pages = Math.max(1, Math.ceil(list.total / perPage));
    void reply.header('x-total', String(list.total));
    void reply.header('x-total-pages', String(pages));
    links.push(link(call, { page: pages, perPage }, 'last'));
  }
  void reply.header('link', links.join(', '));
}

/** Pages that go on after a named element instead of by number. */
export function keysetPaged<T>(call: Call, all: readonly T[], keyOf: (item: T) => string): T[] {
  const { perPage } = pageOf(call);
  const token = call.input.text('page_token');
  const start = token === undefined ? 0 : all.findIndex((item) => keyOf(item) === token) + 1;
  const shown = all.slice(start, start + perPage);
  const last = shown.at(-1);
  if (last !== undefined && start + perPage < all.length) {
    const url = address(call);
    url.searchParams.set('page_token', keyOf(last));
    void call.reply.header('link', `<${url.href}>; rel="next"`);
  }
  return shown;
}

function link(call: OpenCall, { page, perPage }: Page, rel: string): string {
  const url = address(call);
  url.searchParams.set('page', String(page));
  url.searchParams.set('per_page', String(perPage));
  return `<${url.href}>; rel="${rel}"`;
}

function address(call: OpenCall): URL {
  const url = new URL(call.request.url, call.world.url());
  url.searchParams.delete('private_token');
  return url;
}
