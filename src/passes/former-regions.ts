// In which regions an environment has ever been, as Git remembers it: what was made there may be there still.

import type { Parsed } from '../documents/parsed.ts';
import type { Sha } from '../ports/forge.ts';
import type { Repository } from '../ports/repository.ts';
import { recent } from './recent.ts';

export type RegionsNamed = (commit: Sha, environment: string) => Promise<ReadonlySet<string>>;

/** Rules change seldom; further back nobody looks. */
const MOST_STEPS_BACK = 20;
const KEPT = 1_000;

/** Those that its rules name at the commit, and those that they named before. */
export function createRegionsNamed(
  { lastChange, parent }: Pick<Repository, 'lastChange' | 'parent'>,
  fileAt: (commit: Sha, path: string) => Promise<Parsed | null>,
): RegionsNamed {
  /** By the commit that was asked about, and by each that changed the rules. */
  const known = recent<ReadonlySet<string>>(KEPT);

  async function walk(commit: Sha, environment: string): Promise<ReadonlySet<string>> {
    const path = `environments/${environment}/environment.yml`;
    const regions = new Set<string>();
    let newest: Sha | null = null;
    let at: Sha | null = commit;
    for (let step = 0; at !== null && step < MOST_STEPS_BACK; step += 1) {
      const changed: Sha | null = await lastChange(at, [path]);
      if (changed === null) break;
      const before = known.get(`${changed} ${environment}`);
      if (before !== undefined && step === 0) return before;
      const file = await fileAt(changed, path);
      if (file?.kind === 'Environment')
        for (const region of file.document?.value.spec.runtime.regions ?? []) regions.add(region);
      newest ??= changed;
      at = await parent(changed);
    }
    // Not sooner: whoever asks meanwhile would take a part for the whole.
    if (newest !== null) known.set(`${newest} ${environment}`, regions);
    return regions;
  }

  return async (commit, environment) => {
    const key = `${commit} ${environment}`;
    const regions = known.get(key) ?? (await walk(commit, environment));
    known.set(key, regions);
    return regions;
  };
}
