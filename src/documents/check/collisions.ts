// Paths that are different in Git and the same on a laptop.

import type { Diagnostic } from '../document.ts';

/** Some file systems ignore case and the way accents are composed; one of two such files is lost there. */
export function collisions(paths: readonly string[]): readonly Diagnostic[] {
  const first = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const path of paths.toSorted()) {
    const folded = path.normalize('NFKC').toLowerCase();
    const other = first.get(folded);
    if (other === undefined) first.set(folded, path);
    else found.push(collision(path, other));
  }
  return found;
}

function collision(path: string, other: string): Diagnostic {
  return {
    severity: 'error',
    summary: `The path is the same as \`${other}\` where capitals do not count.`,
    hint: 'Rename one of them.',
    at: { path, line: 1, column: 1 },
  };
}
