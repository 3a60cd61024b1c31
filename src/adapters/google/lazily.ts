// The clients of a library: loaded on first use, made once, and kept.

import { foundOnce } from '../../ports/found-once.ts';
import { within } from './asking.ts';

/** Loading the library and connecting; what hangs must not be waited for by all that come later. */
const CONNECTING_MS = 8_000;

/** Nothing is loaded or connected before the first call; a failure is not kept. */
export function lazily<Clients>(connect: () => Promise<Clients>): () => Promise<Clients> {
  return foundOnce(() => within(CONNECTING_MS, connect));
}
