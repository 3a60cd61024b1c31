// Who looks at the pages: a signed cookie, chosen from a list. Fit for loopback and for nothing else.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../model/refusal.ts';
import type { User } from '../model/state.ts';
import type { World } from '../model/world.ts';

/** Cookies do not know ports: each forge has one of its own. */
const cookieName = ({ store }: World): string => `sandbox_${store.forge.toLowerCase()}_user`;

export interface Visitor {
  readonly user: User | null;
  /** Every form carries it; other sites cannot know it. */
  readonly formKey: string;
}

export function visitorOf(world: World, request: FastifyRequest): Visitor {
  const cookie = cookieName(world);
  const found = (request.headers.cookie ?? '')
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${cookie}=`));
  const [name = '', signature = ''] = (found?.slice(cookie.length + 1) ?? '').split('.');
  const user = same(signature, sign(world, `user ${name}`)) ? world.store.userNamed(name) : null;
  return { user, formKey: sign(world, `form ${user?.username ?? ''}`) };
}

/** Signs in as a user, or out. */
export function setVisitor(world: World, reply: FastifyReply, user: User | null): void {
  const value = user === null ? '' : `${user.username}.${sign(world, `user ${user.username}`)}`;
  const age = user === null ? '; Max-Age=0' : '';
  void reply.header(
    'set-cookie',
    `${cookieName(world)}=${value}; Path=/; HttpOnly; SameSite=Strict${age}`,
  );
}

export function requireFormKey(visitor: Visitor, given: string | undefined): void {
  if (!same(given ?? '', visitor.formKey)) {
    throw refuse(403, 'This form is out of date. Go back, reload and send it again.');
  }
}

/** A page answers only under a loopback name, so that a stranger's domain cannot be pointed at it. */
export function isLoopback(request: FastifyRequest): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
}

function sign(world: World, text: string): string {
  return createHmac('sha256', world.store.root.cookieKey).update(text).digest('base64url');
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
