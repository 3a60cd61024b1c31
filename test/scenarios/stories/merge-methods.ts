// Merges that leave other commits behind than a merge commit.

import { expect, test } from '@jest/globals';
import { propose, type Team, withTimeout } from '../../support/sandbox-team.ts';

const FILE = 'environments/dev/storefront.yml';

export function mergeMethods(team: () => Team): void {
  const timeout = (seconds: number) => (text: string) => withTimeout(text, seconds);

  test('a squash merge converges and reports', async () => {
    const { alice, judged, merge, commentWith, rows } = team();
    const { iid, source_branch } = await propose(alice, FILE, timeout(31));
    await judged(iid);
    const text = await alice.file(FILE, source_branch);
    await alice.commit({
      branch: source_branch,
      message: 'A second step',
      actions: [{ action: 'update', file_path: FILE, content: timeout(32)(text) }],
    });
    await judged(iid);
    await merge(alice, iid, { squash: true });
    await commentWith(iid, /serves in dev/);
    expect((await alice.mergeRequest(iid)).squash_commit_sha).toMatch(/^[0-9a-f]{40}$/);
    await rows('dev/storefront', 'serving');
  }, 60_000);

  test.each([{ squash: false }, { squash: true }])(
    'a fast-forward merge converges and reports (squash: $squash)',
    async (fields) => {
      const { alice, olga, sandbox, judged, merge, commentWith, rows } = team();
      const project = `/projects/${encodeURIComponent(sandbox.forge.project)}`;
      const set = (method: string) => olga.ask('PUT', project, { merge_method: method });
      expect((await set('ff')).status).toBe(200);
      try {
        const { iid } = await propose(alice, FILE, timeout(fields.squash ? 34 : 33));
        await judged(iid);
        await merge(alice, iid, fields);
        await commentWith(iid, /serves in dev/);
        expect((await alice.mergeRequest(iid)).merge_commit_sha).toBeNull();
        await rows('dev/storefront', 'serving');
      } finally {
        await set('merge');
      }
    },
    60_000,
  );
}
