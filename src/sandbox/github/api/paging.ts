// Pages of a list: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api

import type { OpenCall } from './call.ts';

const USUAL = 30;
const MOST = 100;

export interface Page {
  readonly page: number;
  readonly perPage: number;
}

export function pageOf({ input }: Pick<OpenCall, 'input'>): Page {
  return {
    page: Math.max(1, input.integer('page') ?? 1),
    perPage: Math.min(MOST, Math.max(1, input.integer('per_page') ?? USUAL)),
  };
}

/** The wanted page of a whole list; says in `Link` where the others are. */
export function paged<T>(call: OpenCall, all: readonly T[]): T[] {
  const { page, perPage } = pageOf(call);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const links = [
    ...(page > 1 ? [link(call, page - 1, 'prev')] : []),
    ...(page < last ? [link(call, page + 1, 'next'), link(call, last, 'last')] : []),
    ...(page > 1 ? [link(call, 1, 'first')] : []),
  ];
  if (links.length > 0) void call.reply.header('link', links.join(', '));
  return all.slice((page - 1) * perPage, page * perPage);
}

function link({ world, request }: OpenCall, page: number, rel: string): string {
  const url = new URL(request.url, world.url());
  url.searchParams.set('page', String(page));
  return `<${url.href}>; rel="${rel}"`;
}
