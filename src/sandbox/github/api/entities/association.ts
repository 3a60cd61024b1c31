// How an author stands to a project, in GitHub's word.

import { levelOf } from '../../../forge/model/access.ts';
import type { Project, User } from '../../../forge/model/state.ts';

/** Acme's projects belong to an organization, so who is in one of them is its member. Apps are nobody's. */
export function association(project: Project, user: User): 'MEMBER' | 'NONE' {
  return !user.bot && levelOf(project, user) > 0 ? 'MEMBER' : 'NONE';
}
