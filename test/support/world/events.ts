// What the bot does to Git and the forge comes back to it as events.

import type { MemoryForge } from '../../../src/adapters/memory/forge.ts';
import type { Forge } from '../../../src/ports/forge.ts';
import type { Queue } from '../../../src/ports/queue.ts';
import type { Branches } from '../../../src/ports/repository.ts';

/** Pushes of the bot reach open merge requests and come back as events, as on any forge. */
export function noticed(
  branches: Branches,
  { forge, people }: MemoryForge,
  queue: Queue,
): Branches {
  return {
    ...branches,
    async commit(request) {
      const sha = await branches.commit(request);
      for (const open of await forge.mergeRequests({ state: 'open', source: request.branch })) {
        if (open.head === sha) continue;
        people.push(open.number, sha);
        await queue.request([{ pass: 'review', key: String(open.number) }]);
      }
      return sha;
    },
  };
}

/** What the bot opens and closes comes back as an event too. */
export function heard(forge: Forge, queue: Queue): Forge {
  const review = (number: number) => queue.request([{ pass: 'review', key: String(number) }]);
  return {
    ...forge,
    async propose(proposal) {
      const [before] = await forge.mergeRequests({ state: 'open', source: proposal.branch });
      const proposed = await forge.propose(proposal);
      if (proposed !== before) await review(proposed.number);
      return proposed;
    },
    async merge(number, head) {
      const answer = await forge.merge(number, head);
      if (answer.type === 'merged') {
        await review(number);
        await queue.request([{ pass: 'watch', key: '*' }]);
      }
      return answer;
    },
    async close(number, because) {
      await forge.close(number, because);
      await review(number);
    },
  };
}
