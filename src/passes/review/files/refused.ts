// What cannot be carried out though every file can stand: found when the documents become resources.

import type { Diagnostic } from '../../../documents/document.ts';
import type { Target } from '../../../resources/address.ts';
import type { Outside } from '../../outside.ts';
import type { Proposed } from '../proposed.ts';

/** Of targets whose own files change; what the default branch is guilty of already is not held against anybody. */
export async function refused(
  { desired, program }: Pick<Outside, 'desired' | 'program'>,
  { base, tree, changes, targets }: Proposed,
): Promise<readonly Diagnostic[]> {
  const changed = new Set(changes.map(({ path }) => path));
  const own = targets.filter((target) => changed.has(program.pathsOf(target)[0]));
  const told = async (treeish: string, target: Target): Promise<readonly Diagnostic[]> => {
    const asked = await program.read(desired, treeish, target);
    return asked.type === 'unusable' ? asked.diagnostics : [];
  };
  const found: Diagnostic[] = [];
  for (const target of own) {
    const now = await told(tree, target);
    if (now.length === 0) continue;
    const before = new Set((await told(base, target)).map(({ summary }) => summary));
    found.push(...now.filter(({ summary }) => !before.has(summary)));
  }
  return found;
}
