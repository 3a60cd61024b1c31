// How far a converging is, and how it ended, in the words that people read.

/** One line of live progress: `us-east1`, `traffic`, `under way`, `checkout-k3v7q2ab-1`. */
export interface Progress {
  /** Null for what an environment has once, such as the image. */
  readonly region: string | null;
  readonly subject:
    /** What the other program makes first; the words are the merge request with which it does. */
    | 'provisioning'
    | 'account'
    | 'trust'
    | 'Vault policy'
    | 'Vault role'
    | 'image repository'
    | 'parked service'
    | 'secret'
    | 'image'
    | 'revision'
    | 'traffic'
    | 'endpoint';
  /** Which of several, where a target has several: `run-checkout`. */
  readonly name?: string;
  readonly state: 'waiting' | 'under way' | 'done' | 'failed';
  readonly words: string;
  /** ISO 8601: it is waited for no longer than that. */
  readonly until?: string;
}

export type Outcome =
  /** The planned digest serves. `revisions` by region. */
  | { readonly type: 'proven'; readonly revisions: Readonly<Record<string, string>> }
  | {
      readonly type: 'failed';
      readonly reason: string;
      /** The runtime's own last words; may have many lines. */
      readonly detail: string;
      readonly hint: string;
    }
  /** Refused before anything was changed. */
  | { readonly type: 'held'; readonly reason: string }
  | { readonly type: 'superseded'; readonly by: string }
  /** ISO 8601: when it is deleted. */
  | { readonly type: 'parked'; readonly until: string }
  | { readonly type: 'removed' };
