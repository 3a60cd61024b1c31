// Merges that leave no merge commit behind, as a project at GitLab may want them.

import { expect, test } from '@jest/globals';
import { propose, type Team, withTimeout } from '../../support/sandbox-team.ts';

const FILE = 'environments/dev/storefront.yml';

export function fastForwards(team: () => Team): void {
  test.each(['merge', 'squash'] as const)(
    'a fast-forward merge converges and reports (%s)',
    async (how) => {
      const { alice, olga, sandbox, judged, merge, commentWith, rows } = team();
      const project = `/projects/${encodeURIComponent(sandbox.forge.project)}`;
      const set = (method: string) => olga.ask('PUT', project, { merge_method: method });
      expect((await set('ff')).status).toBe(200);
      try {
        const { number } = await propose(alice, FILE, (text) =>
          withTimeout(text, how === 'squash' ? 34 : 33),
        );
        await judged(number);
        await merge(alice, number, how);
        await commentWith(number, /serves in dev/);
        const { body } = await alice.ask<{ merge_commit_sha: string | null }>(
          'GET',
          `${project}/merge_requests/${number}`,
        );
        expect(body.merge_commit_sha).toBeNull();
        await rows('dev/storefront', 'serving');
      } finally {
        await set('merge');
      }
    },
    60_000,
  );
}
