// What we ask of GitLab or GitHub about the GitOps repository. Files and branches are Git's business.

import type { Target } from '../resources/address.ts';

export type Sha = string & { readonly __brand: 'Sha' };

/** A merge request on GitLab, a pull request on GitHub. */
export interface MergeRequest {
  readonly number: number;
  readonly title: string;
  readonly description: string;
  /** User name without `@`. */
  readonly author: string;
  readonly source: string;
  readonly target: string;
  /** False when the source branch lives in another project: we then cannot push to it. */
  readonly sameProject: boolean;
  readonly head: Sha;
  /** Where the forge's own difference starts: the newest commit that source and target had in common; null when it does not say. */
  readonly base: Sha | null;
  readonly state: 'open' | 'merged' | 'closed';
  readonly draft: boolean;
  /** The commit that the merge left on the target branch; null until merged. */
  readonly mergeCommit: Sha | null;
  /** Who closed it without merging; null while open or merged. */
  readonly closedBy: string | null;
  readonly url: string;
  /** ISO 8601. */
  readonly updatedAt: string;
}

export interface CommitStatus {
  /** `runway/plan` or `runway/approval`. */
  readonly context: string;
  readonly state: 'pending' | 'passed' | 'failed';
  /** At most 140 characters. */
  readonly summary: string;
  readonly url: string | null;
}

export interface Proposal {
  readonly branch: string;
  readonly target: string;
  readonly title: string;
  readonly body: string;
}

/** What a deployment record says. `stopped`: the target was removed, and its environment with it. */
export type DeploymentState = 'running' | 'succeeded' | 'failed' | 'canceled' | 'stopped';

/** One converging of a target, as the forge shows it beside the repository. */
export interface Deployment {
  /** The forge's environment bears its name: `production/checkout`. */
  readonly target: Target;
  /** What sort of environment it is, where the forge does not know it yet. */
  readonly tier: 'production' | 'staging' | 'testing' | 'development' | 'other';
  /** The commit that was converged to, and the branch that it is on. */
  readonly commit: Sha;
  readonly branch: string;
  readonly state: DeploymentState;
  /** Where the target answers; null while nobody knows. */
  readonly url: string | null;
  /**
   * True: nothing older of this target is remembered, so that an ended one may have been told under an older commit,
   * before the memory was lost. Then the newest record of ours is taken for it, where it says the same or `running`.
   */
  readonly first: boolean;
}

export interface MergeRequestFilter {
  readonly state: 'open' | 'merged' | 'closed' | 'all';
  /** Only those from this branch of the project. */
  readonly source?: string;
  /** Only those changed since; ISO 8601. */
  readonly updatedAfter?: string;
}

/** Every method throws a Failure when the forge cannot be reached or refuses. */
export interface Forge {
  readonly kind: 'gitlab' | 'github';
  /** Longest comment that the forge accepts, in characters. */
  readonly commentLimit: number;
  /** The user name that our own comments carry. */
  self(): Promise<string>;
  /** Null when there is none, or none that has a commit. */
  mergeRequest(number: number): Promise<MergeRequest | null>;
  /** Newest first. */
  mergeRequests(filter: MergeRequestFilter): Promise<readonly MergeRequest[]>;
  /** The merge request whose merge brought this commit to the default branch, or null. */
  mergeRequestOf(commit: Sha): Promise<MergeRequest | null>;
  /** Our one comment on a merge request: writes it, or rewrites it in place. Unchanged text is not sent. */
  comment(number: number, markdown: string): Promise<void>;
  /** One new note per key, ever: says it once, however often it is asked. Notes notify; rewritten comments do not. */
  notify(number: number, key: string, markdown: string): Promise<void>;
  /** An unchanged status is not sent again. */
  status(head: Sha, mergeRequest: MergeRequest, status: CommitStatus): Promise<void>;
  /** The one open merge request of a branch: opens it, or brings title and body up to date. */
  propose(proposal: Proposal): Promise<MergeRequest>;
  /**
   * Brings our deployment record of a converging to this state, making it and its environment where they are missing; a
   * record that says so already is left alone. Other records of ours in the environment that still say `running` become
   * `canceled`: of one target only the newest converging is under way. `stopped` ends the environment and makes no
   * record; the next record that succeeds opens it again. To be called for one target by one caller at a time.
   */
  deployment(deployment: Deployment): Promise<void>;
  /** Closes without merging, saying why in a note. */
  close(number: number, because: string): Promise<void>;
}
