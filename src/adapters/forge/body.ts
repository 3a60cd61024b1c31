// Reading an answer without trusting its size.

import { MishapError, tooLarge } from './mishap.ts';

/** The whole body as text. Stops reading when there is more than anybody needs. */
export async function readBody(
  response: Response,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > limit) break;
      chunks.push(chunk);
    }
  } catch (error) {
    const words = signal.aborted ? 'no answer in time' : 'the answer broke off';
    throw new MishapError({ kind: 'silence', status: null, words, retryAfterMs: null }, error);
  }
  if (size > limit) throw tooLarge('the answer', limit);
  return Buffer.concat(chunks).toString('utf8');
}
