// Reading an answer without trusting its size or its shape.

import { GitLabError, nonsense } from './gitlab-error.ts';

/** Files of a service project; the same limit as for documents. */
const FILE_BYTES = 256 * 1024;
/** A page of a hundred long notes stays well below. */
const ANSWER_BYTES = 64 * 1024 * 1024;

/** The whole body as text. Stops reading when there is more than anybody needs. */
export async function readBody(
  response: Response,
  { url, signal }: { readonly url: URL; readonly signal: AbortSignal },
): Promise<string> {
  const limit = isFile(url) && response.ok ? FILE_BYTES : ANSWER_BYTES;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > limit) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new GitLabError(
      {
        kind: 'silence',
        status: null,
        words: signal.aborted ? 'no answer in time' : 'the answer broke off',
        retryAfterMs: null,
      },
      error,
    );
  }
  if (size > limit) throw tooLarge(limit);
  return Buffer.concat(chunks).toString('utf8');
}

/** A file's text, or the JSON of everything else. */
export function contentOf(url: URL, status: number, text: string): unknown {
  if (isFile(url)) return text;
  if (status === 204 || text === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw nonsense('its answer is not JSON', error);
  }
}

function isFile(url: URL): boolean {
  return url.pathname.endsWith('/raw');
}

function tooLarge(limit: number): GitLabError {
  const words = `the file is larger than ${limit / 1024} KiB`;
  return new GitLabError({ kind: 'answer', status: 413, words, retryAfterMs: null });
}
