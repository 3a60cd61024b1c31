// What went wrong with a request to a forge, before it is put into the words of the port.

export interface Mishap {
  /** `answer`: a status of refusal; `silence`: no answer in time or at all; `nonsense`: not what a forge says. */
  readonly kind: 'answer' | 'silence' | 'nonsense';
  /** The HTTP status, or null without one. */
  readonly status: number | null;
  /** The forge's own words, or the network's; shortened. */
  readonly words: string;
  /** Milliseconds that the other side asked us to wait. */
  readonly retryAfterMs: number | null;
  /** What a person can do about it, where the answer itself told. */
  readonly cure?: string;
}

const WORDS_LIMIT = 300;

export class MishapError extends Error {
  override readonly name = 'MishapError';
  readonly mishap: Mishap;

  constructor(mishap: Mishap, cause?: unknown) {
    super(`${mishap.kind} ${mishap.status ?? ''} ${mishap.words}`, { cause });
    this.mishap = { ...mishap, words: mishap.words.trim().slice(0, WORDS_LIMIT) };
  }
}

export function nonsense(words: string, cause?: unknown): MishapError {
  return new MishapError({ kind: 'nonsense', status: null, words, retryAfterMs: null }, cause);
}

export function tooLarge(what: string, bytes: number): MishapError {
  const words = `${what} is larger than ${bytes / 1024} KiB`;
  return new MishapError({ kind: 'answer', status: 413, words, retryAfterMs: null });
}

/** The forge refused with this status, and with these words where some are given. */
export function refusedWith(error: unknown, status: number, words = ''): boolean {
  if (!(error instanceof MishapError)) return false;
  return error.mishap.status === status && error.mishap.words.includes(words);
}

/** Null in place of what the forge does not have, as these statuses say. */
export async function orNull<T>(
  look: () => Promise<T>,
  absent: readonly number[] = [404],
): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    if (absent.some((status) => refusedWith(error, status))) return null;
    throw error;
  }
}
