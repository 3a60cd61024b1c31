// Providers that know what runs and say so at once.

import { assumeApplied } from '#runway/plan/assume.js';
import type { Outside } from '#runway/passes/outside.js';
import { read } from '#runway/passes/converge/look.js';
import type { Provider } from '#runway/ports/provider.js';
import type { Target } from '#runway/resources/address.js';
import type { Observed } from '#runway/resources/resource.js';

/** What would run had exactly the documents at this commit been applied, target by target. */
export async function runningAt(
  reading: Pick<Outside, 'desired' | 'program'>,
  commit: string,
  targets: readonly Target[],
): Promise<ReadonlyMap<Target, readonly Observed[]>> {
  const running = new Map<Target, readonly Observed[]>();
  for (const target of targets) {
    const asked = await read(reading, commit, target);
    if (asked.type !== 'release') throw new Error(`${target} asks for no release at ${commit}`);
    running.set(target, assumeApplied(asked.compiled.resources));
  }
  return running;
}

/** Answers from what runs; a look at a whole environment is answered with all of it. Nothing can be changed. */
export function standing(running: ReadonlyMap<Target, readonly Observed[]>): Provider {
  const refuse = (): Promise<never> =>
    Promise.reject(new Error('this world is looked at and never changed'));
  return {
    kinds: ['Image', 'Service', 'Traffic', 'Endpoint'],
    async observe({ environment, workload }) {
      if (workload !== null) return running.get(`${environment}/${workload}`) ?? [];
      return [...running]
        .filter(([target]) => target.startsWith(`${environment}/`))
        .flatMap(([, observed]) => observed);
    },
    rehearse: async () => [],
    apply: refuse,
    remove: refuse,
  };
}
