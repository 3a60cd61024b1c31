// What people do: commits in real Git, and merge requests on the forge that agree with it.

import type { MemoryForge } from '../../../src/adapters/memory/forge.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import type { PassRequest } from '../../../src/ports/queue.ts';
import type { TestOrigin } from '../../adapters/git/origin.ts';

export type Files = Readonly<Record<string, string | null>>;

export interface Change {
  readonly files: Files;
  /** Left out: one of its own. */
  readonly branch?: string;
  readonly author?: string;
  readonly draft?: boolean;
  /** The branch is in another project, where the bot cannot push. */
  readonly fork?: boolean;
}

export type MergeHow = 'with a merge commit' | 'by fast-forward' | 'by rebasing' | 'by squashing';

export interface Approver {
  readonly by: string;
  readonly member: boolean;
}

export interface People {
  /** A direct push to the default branch. */
  readonly push: (files: Files) => Promise<Sha>;
  /** Opens a merge request from a new branch and gives its number. */
  readonly open: (change: Change) => Promise<number>;
  /** Another commit on a merge request's branch, on top of what is there. */
  readonly add: (number: number, files: Files) => Promise<void>;
  readonly merge: (number: number, how?: MergeHow) => Promise<Sha>;
  /** Approves the head as it is; left out: by somebody who may push. */
  readonly approve: (number: number, by?: Approver) => Promise<void>;
  readonly close: (number: number, by: string) => Promise<void>;
  readonly reopen: (number: number) => Promise<void>;
  /** From now on no event of the forge reaches the bot. */
  readonly loseEvents: () => void;
}

export interface PeopleParts {
  readonly origin: TestOrigin;
  readonly forge: MemoryForge;
  /** What the forge tells the bot. */
  readonly tell: (requests: readonly PassRequest[]) => Promise<void>;
}

const WATCH: PassRequest = { pass: 'watch', key: '*' };

export function createPeople({ origin, forge, tell }: PeopleParts): People {
  const git = (...args: readonly string[]): string => origin.git(...args);
  let lost = false;
  let branches = 0;
  const hint = async (...requests: PassRequest[]): Promise<void> => {
    if (!lost) await tell(requests);
  };
  const review = (number: number): PassRequest => ({ pass: 'review', key: String(number) });
  const known = async (number: number) => {
    const found = await forge.forge.mergeRequest(number);
    if (found === null) throw new Error(`there is no merge request ${number}`);
    return found;
  };
  const refOf = (change: { source: string; number: number; sameProject: boolean }) =>
    change.sameProject
      ? `refs/heads/${change.source}`
      : `refs/merge-requests/${change.number}/head`;
  const checkout = (ref: string): void => {
    git('fetch', '-q', 'origin', ref);
    git('checkout', '-q', '--detach', 'FETCH_HEAD');
  };
  /** Brings what was fetched to be merged onto what is checked out. */
  const bring = (how: MergeHow, number: number): void => {
    const branch = 'refs/remotes/origin/merging';
    const merge = (style: string): void =>
      void git('merge', '-q', style, '-m', `Merge !${number}`, branch);
    if (how === 'with a merge commit') merge('--no-ff');
    if (how === 'by fast-forward') merge('--ff-only');
    if (how === 'by squashing') {
      git('merge', '-q', '--squash', branch);
      git('commit', '-q', '-m', `Change (!${number})`);
    }
    // As forges do it, whoever commits is not the author.
    if (how === 'by rebasing')
      git('-c', 'user.email=forge@acme.dev', 'cherry-pick', `HEAD..${branch}`);
  };
  const commitOn = (ref: string, files: Files): Sha => {
    checkout(ref);
    const sha = origin.commit(files);
    git('push', '-q', 'origin', `HEAD:${ref}`);
    return sha;
  };

  return {
    async push(files) {
      const sha = commitOn('refs/heads/main', files);
      await hint(WATCH);
      return sha;
    },
    async open({ files, branch, author = 'alice', draft = false, fork = false }) {
      branches += 1;
      const source = branch ?? `change-${branches}`;
      checkout('refs/heads/main');
      const base = git('rev-parse', 'HEAD') as Sha;
      const head = origin.commit(files);
      const sameProject = !fork;
      const title = `Change ${Object.keys(files).join(', ')}`;
      const wanted = { title, source, author, head, base, draft, sameProject };
      const number = forge.people.open(wanted);
      git('push', '-q', 'origin', `HEAD:${refOf({ source, number, sameProject })}`);
      await hint(review(number));
      return number;
    },
    async add(number, files) {
      forge.people.push(number, commitOn(refOf(await known(number)), files));
      await hint(review(number));
    },
    async merge(number, how = 'with a merge commit') {
      const ref = refOf(await known(number));
      git('fetch', '-q', 'origin', `+${ref}:refs/remotes/origin/merging`);
      checkout('refs/heads/main');
      bring(how, number);
      git('push', '-q', 'origin', 'HEAD:refs/heads/main');
      const sha = git('rev-parse', 'HEAD') as Sha;
      forge.people.merge(number, sha);
      await hint(review(number), WATCH);
      return sha;
    },
    async approve(number, by = { by: 'olga', member: true }) {
      forge.people.approve(number, by);
      await hint(review(number));
    },
    async close(number, by) {
      forge.people.close(number, by);
      await hint(review(number));
    },
    async reopen(number) {
      forge.people.reopen(number);
      await hint(review(number));
    },
    loseEvents() {
      lost = true;
    },
  };
}
