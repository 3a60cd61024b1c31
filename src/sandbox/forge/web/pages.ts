// Where one forge's pages are, what they call things, and what they show that the other's do not.

import type { MergeMethod, MergeRequest, Project } from '../model/state.ts';
import type { Html } from './html.ts';
import type { Site, Visit } from './site.ts';

export type PageName =
  | 'tree'
  | 'blob'
  | 'edit'
  | 'commits'
  | 'commit'
  | 'compare'
  | 'branches'
  | 'merge requests'
  | 'merge request'
  | 'new merge request'
  | 'environments';

/** Something that happened to a merge request and is no comment. */
export interface Moment {
  /** ISO 8601. */
  readonly at: string;
  readonly show: Html;
}

export type RemarkAt = (path: string, line: number) => Html | null;

export interface Pages {
  readonly forge: 'GitLab' | 'GitHub';
  readonly request: 'merge request' | 'pull request';
  /** Before a merge request's number. */
  readonly sign: '!' | '#';
  /** Before a comment's id, in the address of a comment. */
  readonly noteAnchor: string;
  /** Below a merge request: its differences. */
  readonly changes: string;
  /** Below a project, with no slash at either end. */
  readonly paths: Readonly<Record<PageName, string>>;
  /** Whether a line break in a comment is shown as one. */
  readonly breaks: boolean;
  /** The ways to merge among which people choose; empty where the project decides. */
  readonly methods: readonly MergeMethod[];
  /** What was said about the head by programs, beside statuses. */
  checks(visit: Visit, mr: MergeRequest): Html | null;
  /** What programs said of a line as it is in the head. */
  remarkAt(visit: Visit, mr: MergeRequest): RemarkAt;
  moments(visit: Visit, mr: MergeRequest): readonly Moment[];
  /** More buttons beside those that merge and close. */
  buttons(visit: Visit, mr: MergeRequest): Html | null;
  /** What people can say beside a comment. */
  forms(visit: Visit, mr: MergeRequest): Html | null;
  /** Receives what those forms and buttons send. */
  acts(site: Site): void;
}

/** Every part is encoded, slashes stay. */
export function addressOf(
  { paths }: Pick<Pages, 'paths'>,
  project: Pick<Project, 'path'>,
  [page, ...parts]: readonly [PageName | 'project', ...string[]],
): string {
  const encoded = parts.map((part) => part.split('/').map(encodeURIComponent).join('/'));
  return ['', project.path, ...(page === 'project' ? [] : [paths[page]]), ...encoded].join('/');
}

/** `Pull requests` */
export function headline(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
