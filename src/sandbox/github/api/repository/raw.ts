// Bytes in the place of JSON: https://docs.github.com/en/rest/using-the-rest-api/media-types

import type { Call } from '../call.ts';

export function asRaw({ request }: Call): boolean {
  return /application\/vnd\.github(?:\.v3)?\.raw(?:\+json)?/.test(request.headers.accept ?? '');
}

export function sendRaw({ reply }: Call, bytes: Buffer): unknown {
  void reply.type('application/vnd.github.raw+json; charset=utf-8');
  void reply.header('x-content-type-options', 'nosniff');
  return reply.send(bytes);
}
