// The token that a request brings.

import type { IncomingHttpHeaders } from 'node:http';

/** `Bearer`, `token`, or the password of Basic; null where nothing is given. */
export function tokenIn(headers: IncomingHttpHeaders): string | null {
  const given = /^(?:bearer|token)\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (given !== undefined) return given;
  const basic = /^basic\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (basic === undefined) return null;
  const text = Buffer.from(basic, 'base64').toString();
  return text.slice(text.indexOf(':') + 1) || null;
}
