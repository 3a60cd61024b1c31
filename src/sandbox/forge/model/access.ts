// Who may do what: levels, numbered as GitLab does, and branch protection.

import type { Project, ProtectedBranch, User } from './state.ts';

export const levels = {
  guest: 10,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const;
export type Role = keyof typeof levels;

/** 0 for somebody who is no member. */
export function levelOf(project: Project, user: User | null): number {
  return user === null ? 0 : (project.members[user.username] ?? 0);
}

export function protection(project: Project, branch: string): ProtectedBranch | null {
  return (
    project.protectedBranches.find(({ name }) =>
      name.includes('*') ? wildcard(name).test(branch) : name === branch,
    ) ?? null
  );
}

export function mayPush(project: Project, user: User | null, branch: string): boolean {
  if (project.mergeQueue && branch.startsWith('gh-readonly-queue/')) return false;
  const level = levelOf(project, user);
  return level >= Math.max(levels.developer, protection(project, branch)?.push ?? 0);
}

export function mayMerge(project: Project, user: User | null, branch: string): boolean {
  const level = levelOf(project, user);
  const rule = protection(project, branch);
  if (rule === null) return level >= levels.developer;
  return level >= levels.developer && level >= Math.min(rule.merge, rule.push);
}

function wildcard(pattern: string): RegExp {
  const parts = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`);
}
