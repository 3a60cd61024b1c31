// Hands out blobs from another port, as registries in front of object storage do.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { guarded, type HttpSeen, type Work } from '../faults/http-guard.ts';
import { refusalAnswer, writeAnswer, type Answer } from './requests/answer.ts';
import { answerFile } from './requests/answer-file.ts';
import type { IncomingMessage } from 'node:http';
import { RefusedRequest, refuse } from './errors.ts';
import { listen } from './listen.ts';
import { isDigest } from './route.ts';

export interface BlobHost {
  /** A signed address, as object storage gives it out. */
  address(digest: string): string;
  stop(): Promise<void>;
}

/** Refuses any request that carries credentials: a client must not send them here. */
export async function startBlobHost(
  directory: string,
  see: (request: IncomingMessage) => HttpSeen | null,
): Promise<BlobHost> {
  const key = randomBytes(32);
  const sign = (digest: string): Buffer => createHmac('sha256', key).update(digest).digest();
  const work: Work = (request, response, fault) => {
    void answer(request, directory, sign)
      .catch((error: unknown) => {
        if (error instanceof RefusedRequest) return refusalAnswer(error.refusal);
        return { status: 500 };
      })
      .then((found) =>
        writeAnswer(found, { response, withoutBody: request.method === 'HEAD', fault }),
      );
  };
  const server = createServer(guarded(see, work));
  const listening = await listen(server, 0);
  return {
    address: (digest) =>
      `${listening.url}/${digest}?signature=${sign(digest).toString('base64url')}`,
    stop: () => listening.stop(),
  };
}

async function answer(
  request: IncomingMessage,
  directory: string,
  sign: (digest: string) => Buffer,
): Promise<Answer> {
  if (request.headers.authorization !== undefined)
    throw refuse(400, 'UNSUPPORTED', 'only one way of authorization is allowed');
  const url = new URL(request.url ?? '/', 'http://localhost');
  const digest = url.pathname.slice(1);
  const given = Buffer.from(url.searchParams.get('signature') ?? '', 'base64url');
  if (!isDigest(digest)) throw refuse(404, 'BLOB_UNKNOWN', 'no such object');
  const expected = sign(digest);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw refuse(403, 'DENIED', 'the signature does not match');
  const file = join(directory, 'contents', 'sha256', digest.slice('sha256:'.length));
  return answerFile({ file, size: (await stat(file)).size, digest }, request);
}
