// What the door has to know of one forge: how its webhooks are told from a stranger's, and what they hint at.

import type { PassRequest } from '../../ports/queue.ts';

/** The value of a header, by its name in small letters. */
export type Header = (name: string) => string | undefined;

/** What a webhook is about, in words that all forges have. */
export type HookKind = 'merge_request' | 'review' | 'push' | 'check' | 'merge_queue' | 'other';

export interface Hook {
  /** As the forge calls it. */
  readonly event: string;
  /** Signed, and for all that not believed. */
  readonly payload: object;
}

/** The repository and the branch that the bot looks after. */
export interface Watched {
  /** `acme/platform`. */
  readonly project: string;
  readonly defaultBranch: string;
}

export interface ForgeHooks {
  readonly path: string;
  /** Reads headers only: the body is not there yet. Throws where a secret cannot be had. */
  admit(header: Header): Promise<Admission>;
  event(header: Header): string;
  kind(event: string): HookKind;
  /** Milliseconds since 1970 when it happened, or null where the payload does not say. */
  happenedAt(hook: Hook): number | null;
  /**
   * Stores, at most once, the passes that should look. None for other projects, other branches and events that change
   * nothing of ours. Throws what `store` throws; nothing in a payload makes it throw.
   */
  take(hook: Hook & { readonly delivery: string }, store: Store): Promise<void>;
}

export type Store = (hints: readonly PassRequest[]) => Promise<void>;

export type Admission = { readonly type: 'refused'; readonly because: string } | Admitted;

/** What headers alone could say is right. */
export interface Admitted {
  readonly type: 'admitted';
  /** Null when the body is the one that was sent; else why the request is refused. */
  wrong(body: Buffer): Promise<string | null>;
  /** What repeats of one delivery, and only those, have in common: `gitlab:1f0c…`. */
  delivery(body: Buffer): string;
}
