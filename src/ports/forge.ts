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
  readonly url: string;
  /** ISO 8601. */
  readonly updatedAt: string;
}

/** One sentence about one place in a file of the merge request. */
export interface Remark {
  readonly path: string;
  /** From 1, as the column. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** Plain text: no forge reads Markdown here. */
  readonly message: string;
}

/** A line beside a commit. GitHub shows it as a check with a page of its own, GitLab as a line and no more. */
export interface CommitStatus {
  /** `runway/plan` or `runway/approval`; of the provisioner, `runway/provision`. */
  readonly context: string;
  readonly state: 'pending' | 'passed' | 'failed';
  /** At most 140 characters: no forge needs to cut it. */
  readonly summary: string;
  readonly url: string | null;
  /**
   * Markdown for the page of a check; may be empty. GitLab has no such page and drops it: nothing may stand here alone
   * that is not in the comment too.
   */
  readonly details: string;
  /** Shown at their lines where the forge has a place for them that is no comment; GitLab has none and drops them. */
  readonly remarks: readonly Remark[];
}

/** A person's approval that stands. */
export interface Approval {
  /** User name without `@`. */
  readonly by: string;
  /** The head for which it was given; what has been pushed since, nobody has approved. */
  readonly commit: Sha;
  /** Whether that person may push to the project. */
  readonly member: boolean;
}

/** What the bot has to say to a person's note without words: it is being looked at, it is done, it will not be done. */
export type Acknowledgement = 'seen' | 'done' | 'refused';

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
  /** What sort of environment it is, where the forge does not know it yet; GitHub tells production from all others. */
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

/** What became of a merge request that the bot was to merge. */
export type MergeAnswer =
  | { readonly type: 'merged' }
  /** In the forge's words: it is moved on, closed, or its own rules want something first. */
  | { readonly type: 'refused'; readonly because: string };

export interface MergeRequestFilter {
  readonly state: 'open' | 'merged' | 'closed' | 'all';
  /** Only those from this branch of the project. */
  readonly source?: string;
  /** Only those changed since; ISO 8601. */
  readonly updatedAfter?: string;
}

/** Every method throws a Failure when the forge cannot be reached or refuses. */
export interface Forge {
  /** Longest comment that the forge accepts, in characters; the details of a status may be as long. */
  readonly commentLimit: number;
  /** How people write a merge request's number, and the forge links it: `!7` on GitLab, `#7` on GitHub. */
  reference(number: number): string;
  /** The user name that our own comments carry. */
  self(): Promise<string>;
  /** Null when there is none, or none that has a commit. */
  mergeRequest(number: number): Promise<MergeRequest | null>;
  /** Newest first. */
  mergeRequests(filter: MergeRequestFilter): Promise<readonly MergeRequest[]>;
  /** The merge request whose merge brought this commit to the default branch, or null. */
  mergeRequestOf(commit: Sha): Promise<MergeRequest | null>;
  /** Who closed it without merging; null while it is open or merged, and where the forge does not know. */
  closedBy(number: number): Promise<string | null>;
  /** Those that stand, a person's latest, oldest first: neither withdrawn nor the author's own. */
  approvals(number: number): Promise<readonly Approval[]>;
  /** Commits of a merge queue that wait for our statuses for this merge request; none where there is no such queue. */
  candidates(number: number): Promise<readonly Sha[]>;
  /**
   * Our one comment on a merge request, or one of each program, as the first line of the text says: writes it, or
   * rewrites it in place. Unchanged text is not sent.
   */
  comment(number: number, markdown: string): Promise<void>;
  /** The same where our comment is there already, and says whether it is: writes no first one. */
  recomment(number: number, markdown: string): Promise<boolean>;
  /** One new note per key, ever: says it once, however often it is asked. Notes notify; rewritten comments do not. */
  notify(number: number, key: string, markdown: string): Promise<void>;
  /** Our reaction to a person's note, beside earlier ones; twice does nothing more, nor does a note that is gone. */
  acknowledge(number: number, note: number, how: Acknowledgement): Promise<void>;
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
  /**
   * Merges as the project's settings say, if this commit still is its head; the forge's own rules hold. One that is
   * merged already is merged. A refusal is an answer, since approvals and checks may still be to come.
   */
  merge(number: number, head: Sha): Promise<MergeAnswer>;
  /** Closes without merging, saying why in a note. */
  close(number: number, because: string): Promise<void>;
  /**
   * Has the forge send again the webhooks since then that have not arrived, and says how many; 0 where a forge repeats
   * them by itself, or does not let us ask.
   */
  redeliver(since: Date): Promise<number>;
}
