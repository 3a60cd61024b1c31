// What may stand for a commit, a branch or a path on git's command line.

import type { Sha } from '../../ports/forge.ts';

/** An object id as text for git. Anything else is a bug of the caller, and never reaches git. */
export function oid(value: string): string {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) {
    throw new Error(`Not an object id: ${JSON.stringify(value.slice(0, 80))}`);
  }
  return value;
}

export function sha(value: string): Sha {
  return oid(value.trim()) as Sha;
}

/**
 * The full name of a branch, or null when git would not allow the name
 * (the rules of git-check-ref-format). A full name is never taken for an option or a revision expression.
 */
export function branchRef(branch: string): string | null {
  const forbidden = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|^@$/u;
  if (branch === '' || forbidden.test(branch)) return null;
  const parts = branch.split('/');
  if (parts.some((part) => part.startsWith('.') || part.endsWith('.lock'))) return null;
  return `refs/heads/${branch}`;
}
