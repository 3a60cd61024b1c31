// What somebody has already is not sent again: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate

import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Names what is answered, and says whether the one who asks has it. */
export function unchanged(request: FastifyRequest, reply: FastifyReply, payload: unknown): boolean {
  const whole = typeof payload === 'string' || Buffer.isBuffer(payload);
  if (request.method !== 'GET' || reply.statusCode !== 200 || !whole) return false;
  const tag = `"${createHash('sha256').update(payload).digest('hex')}"`;
  void reply.header('etag', `W/${tag}`);
  const had = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim());
  return had.some((one) => one.replace(/^W\//, '') === tag);
}
