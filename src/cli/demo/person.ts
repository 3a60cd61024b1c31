// A person at the forge, as the demo plays one: everything goes through its public API with their own token.

import type { SandboxDescription } from '../../sandbox/acme/description.ts';
import { personOnGitHub } from './person-on-github.ts';
import { personOnGitLab } from './person-on-gitlab.ts';

export interface Proposed {
  readonly number: number;
  readonly title: string;
  /** Its page. */
  readonly url: string;
  /** Newest commit of its branch. */
  readonly head: string;
  /** The forge would let this person merge it now. */
  readonly mergeable: boolean;
}

export interface Comment {
  /** The bot's are `runway`, however the forge marks it as a bot. */
  readonly author: string;
  readonly text: string;
}

export type Verdict = 'pending' | 'passed' | 'failed';

export interface Person {
  /** As the forge links a merge request: `!7`. */
  reference(number: number): string;
  file(path: string, ref: string): Promise<string>;
  /** One commit on a new branch, and the merge request for it. */
  propose(change: {
    readonly branch: string;
    readonly path: string;
    /** Left out: the file is there and is changed. */
    readonly isNew?: boolean;
    readonly text: string;
    readonly title: string;
  }): Promise<Proposed>;
  mergeRequest(number: number): Promise<Proposed>;
  /** The open ones from this branch. */
  openFrom(branch: string): Promise<readonly Proposed[]>;
  /** Those of people and bots, oldest first. */
  comments(number: number): Promise<readonly Comment[]>;
  /** What the forge shows beside a commit under this name; null: nothing. */
  verdict(commit: string, name: string): Promise<Verdict | null>;
  merge(number: number): Promise<void>;
}

const hands = { gitlab: personOnGitLab, github: personOnGitHub } as const;

/** One request of this person to the forge's API. Throws, naming them, for any answer but a success. */
export type Ask = <T>(method: string, path: string, body?: object) => Promise<T>;

export function personAt(forge: SandboxDescription['forge'], name: string): Person {
  const token = forge.users[name] ?? '';
  const ask: Ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${forge.api}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} as ${name}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  };
  return hands[forge.kind](ask, forge);
}
