// CODEOWNERS, as GitHub and GitLab read it: who owns which paths.

import ignore from 'ignore';

interface Rule {
  readonly pattern: string;
  readonly owners: readonly string[];
}

/**
 * Owners of a path, as written. In each section the last rule that matches counts, also one that names nobody; without
 * GitLab's sections the whole file is one. Lines that neither forge would take are passed over.
 */
export function ownersIn(text: string, path: string): readonly string[] {
  const owners = sections(text).flatMap((rules) => {
    const last = rules.findLast(({ pattern }) => matches(pattern, path));
    return last?.owners ?? [];
  });
  return [...new Set(owners)];
}

/** `[Name]`, `^[Optional][2] @default`: https://docs.gitlab.com/user/project/codeowners/reference/ */
const HEADING = /^\^?\[[^\]]+\](?:\[\d+\])?\s*(.*)$/;

function sections(text: string): readonly (readonly Rule[])[] {
  const found: Rule[][] = [[]];
  let usual: readonly string[] = [];
  for (const line of text.split(/\r\n?|\n/).map(withoutComment)) {
    const heading = HEADING.exec(line);
    if (heading !== null) {
      usual = words(heading[1] ?? '');
      found.push([]);
    } else {
      const [pattern, ...owners] = words(line);
      if (pattern !== undefined && !pattern.startsWith('!'))
        found.at(-1)?.push({ pattern, owners: owners.length > 0 ? owners : usual });
    }
  }
  return found;
}

/** A hash begins a comment at the start of a line or after a space. */
function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/, '').trim();
}

/** Apart at spaces that no backslash stands before. */
function words(line: string): readonly string[] {
  return line.split(/(?<!\\)\s+/).filter((word) => word !== '');
}

/** Where gitignore covers whole folders, `docs/*` covers files of that folder only. */
function matches(pattern: string, path: string): boolean {
  const patterns = pattern.endsWith('/*') ? [pattern, `!${pattern}/`] : [pattern];
  return ignore().add(patterns).ignores(path);
}
