// From a resource that somebody holds back to the service that it was seen on.

import type { Write } from '../../ports/provider.ts';
import { movedOn } from '../../ports/refusals.ts';
import { splitTarget } from '../../resources/address.ts';
import { canonical } from '../../resources/canonical.ts';
import type { Observed } from '../../resources/resource.ts';
import type { Known, Look } from './observe.ts';
import { inWords } from './ownership.ts';
import type { RunKind } from './write.ts';

export interface Recall {
  /** The resources of what was seen. While they live, it is known what they were seen on. */
  remember(this: void, found: Known): Observed<RunKind>[];
  /**
   * What `before` was seen on; where it comes from elsewhere, the live service if it is still the same. Throws
   * RUNWAY_RUNTIME_CONFLICT if it is not.
   */
  seenAs(work: Write<RunKind>, before: Observed<RunKind>, region: string): Promise<Known>;
}

export function createRecall(look: Look): Recall {
  const known = new WeakMap<object, Known>();
  const remember: Recall['remember'] = (found) => {
    const resources = [found.seen.service, found.seen.traffic, found.seen.endpoint];
    for (const resource of resources) known.set(resource, found);
    return resources;
  };
  return {
    remember,
    async seenAs(work, before, region) {
      const earlier = known.get(before);
      if (earlier !== undefined) return earlier;
      const { workload } = splitTarget(work.target);
      const now = await look.service(work.scope, region, workload);
      if (now === null) throw movedOn(inWords(work.target, region), 'is gone');
      const same = remember(now).find(({ kind }) => kind === before.kind);
      if (canonical(same?.spec) !== canonical(before.spec)) {
        throw movedOn(inWords(work.target, region), 'was changed');
      }
      return now;
    },
  };
}
