// Where one forge decides otherwise than the other.

import type { Obstacle } from './mergeability.ts';
import type { NewNote, NoteScene } from './notes.ts';
import type { MergeRequest, Note, Project, User } from './state.ts';
import type { World } from './world.ts';

export interface Rules {
  readonly forge: 'GitLab' | 'GitHub';
  /** Below which Git keeps the heads of merge requests: `refs/pull/7/head`. */
  readonly requests: 'refs/merge-requests' | 'refs/pull';
  /** Whether a title alone makes a draft of a merge request; null where it says nothing about that. */
  draftBy(title: string): boolean | null;
  /** Adds a person's comment. Null when nothing was left to say once its commands were executed. */
  comment(world: World, scene: NoteScene, given: NewNote): Promise<Note | null>;
  /** Whose token this is. */
  bearer(world: World, token: string): User | null;
  /** What it asks for besides what Git says. */
  obstacle(project: Project, mr: MergeRequest): Obstacle | null;
  /** Of a merge commit for which nobody gave another. */
  mergeMessage(scene: MergedScene): string;
  squashMessage(scene: MergedScene): string;
  readonly git: GitWords;
}

export interface MergedScene {
  /** The one that is merged into. */
  readonly project: Project;
  readonly mr: MergeRequest;
  /** The one that the branch is in. */
  readonly source: Project;
}

/** What people read who push and fetch. */
export interface GitWords {
  readonly realm: string;
  readonly signIn: string;
  readonly notFound: string;
  mayNotPush(project: Project, user: User): string;
  mayNotFetch(project: Project, user: User): string;
  /** Lines after `remote: `, of a push to a protected branch. */
  readonly closed: string;
  readonly deletes: string;
  readonly forced: string;
  /** `%s` stands for the branch. */
  readonly invitation: string;
  /** Where a merge request is begun in the browser, without the branch's name at its end. */
  newMergeRequest(world: World, project: Project): string;
}
