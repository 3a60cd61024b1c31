// What GitLab did wrong, before it is put into the words of the port.

export interface Mishap {
  /** `answer`: a status of refusal; `silence`: no answer in time or at all; `nonsense`: not what GitLab says. */
  readonly kind: 'answer' | 'silence' | 'nonsense';
  /** The HTTP status, or null without one. */
  readonly status: number | null;
  /** GitLab's own words, or the network's; shortened. */
  readonly words: string;
  /** Milliseconds that GitLab asked us to wait. */
  readonly retryAfterMs: number | null;
}

const WORDS_LIMIT = 300;

export class GitLabError extends Error {
  override readonly name = 'GitLabError';
  readonly mishap: Mishap;

  constructor(mishap: Mishap, cause?: unknown) {
    super(`${mishap.kind} ${mishap.status ?? ''} ${mishap.words}`, { cause });
    this.mishap = { ...mishap, words: mishap.words.trim().slice(0, WORDS_LIMIT) };
  }
}

export function nonsense(words: string, cause?: unknown): GitLabError {
  return new GitLabError({ kind: 'nonsense', status: null, words, retryAfterMs: null }, cause);
}

export function absent(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** GitLab answers 409 when a branch has an open merge request already. */
export function conflict(error: unknown): boolean {
  return statusOf(error) === 409;
}

/** GitLab answers 400 when there is an environment of that name already. */
export function taken(error: unknown): boolean {
  return (
    statusOf(error) === 400 &&
    error instanceof GitLabError &&
    error.mishap.words.includes('has already been taken')
  );
}

/** GitLab answers 400 when a status would move, for instance, from pending to pending. */
export function cannotTransition(error: unknown): boolean {
  return (
    statusOf(error) === 400 &&
    error instanceof GitLabError &&
    error.mishap.words.includes('Cannot transition status')
  );
}

/** Whether asking again soon may help: throttled, a gateway's trouble, or no answer. */
export function passing(error: unknown): boolean {
  if (!(error instanceof GitLabError)) return false;
  const { kind, status } = error.mishap;
  return kind === 'silence' || (status !== null && (status === 429 || status >= 500));
}

function statusOf(error: unknown): number | null {
  return error instanceof GitLabError ? error.mishap.status : null;
}
