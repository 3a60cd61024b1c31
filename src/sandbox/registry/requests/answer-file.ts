// A blob's bytes, all of them or a range.

import type { IncomingMessage } from 'node:http';
import { RefusedRequest } from '../errors.ts';
import type { Answer } from './answer.ts';

/** The file, or the one range of it that was asked for. */
export function answerFile(
  found: { readonly file: string; readonly size: number; readonly digest: string },
  request: IncomingMessage,
): Answer {
  const { file, size, digest } = found;
  const headers = {
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    'accept-ranges': 'bytes',
    etag: `"${digest}"`,
  };
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
  if (range === null || (range[1] === '' && range[2] === ''))
    return { status: 200, headers, body: { file, start: 0, end: size } };
  const [, from = '', to = ''] = range;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1);
  if (start >= size || end <= start)
    throw new RefusedRequest({
      status: 416,
      code: 'RANGE_INVALID',
      message: 'the range lies outside the blob',
      headers: { 'content-range': `bytes */${size}` },
    });
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end - 1}/${size}` },
    body: { file, start, end },
  };
}
