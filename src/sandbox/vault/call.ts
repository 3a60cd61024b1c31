// One request as a backend sees it, and what it may answer.

import type { Token } from './tokens/token.ts';

export type Operation = 'read' | 'list' | 'create' | 'update' | 'patch' | 'delete';
export type Data = Readonly<Record<string, unknown>>;

export interface Call {
  readonly operation: Operation;
  /** What the route's pattern found, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly data: Data;
  readonly query: URLSearchParams;
  /** Empty, or `acme/`. */
  readonly namespace: string;
  /** Null where no token is needed and none came. */
  readonly caller: Caller | null;
}

/** A token with the text by which it was shown. */
export interface Caller {
  readonly id: string;
  readonly token: Token;
}

export interface Reply {
  /** Left out: 200. */
  readonly status?: number;
  readonly data?: Data;
  readonly auth?: Data;
  readonly warnings?: readonly string[];
  /** The whole answer, without an envelope. */
  readonly bare?: Data;
}

/** Null: nothing found where something was read, and nothing to say (204) otherwise. */
export type Work = (call: Call) => Reply | null | Promise<Reply | null>;

export interface Route {
  /** Matched against the path below the mount, without the slash that ends a list. */
  readonly path: RegExp;
  readonly read?: Work;
  readonly list?: Work;
  readonly write?: Work;
  readonly patch?: Work;
  readonly remove?: Work;
  /** Tells `create` from `update`; left out: every write is an update. */
  readonly exists?: (call: Call) => boolean;
  /** Needs no token. */
  readonly open?: true;
  /** Needs the capability `sudo` besides. */
  readonly sudo?: true;
  /** Answered while sealed. */
  readonly always?: true;
}
