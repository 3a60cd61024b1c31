// What the bot completes is not written by hand; overrides are what people write.

import { expect, test } from '@jest/globals';
import { propose, type Team } from '../../support/sandbox-team.ts';

const FILE = 'environments/staging/storefront.yml';

export const edits = [
  {
    part: 'digest',
    edit: (text: string) =>
      text.replace(/digest: sha256:[0-9a-f]+/, `digest: sha256:${'ab'.repeat(32)}`),
    cure: /digest/,
  },
  {
    part: 'commit',
    edit: (text: string) => text.replace(/commit: [0-9a-f]{40}/, `commit: ${'ab'.repeat(20)}`),
    cure: /commit/,
  },
  {
    part: 'manifest',
    edit: (text: string) => text.replace('memory: 512Mi', 'memory: 1Gi'),
    cure: /overrides/,
  },
];

/** `told`: those of the edits that are told. */
export function handEdits(team: () => Team, told = edits): void {
  test.each(told)(
    'a $part changed by hand is refused with its cure',
    async ({ part, edit, cure }) => {
      const { alice, judged } = team();
      const { number } = await propose(alice, FILE, edit);
      const { comment, plan } = await judged(number);
      expect(plan.status).toBe('failed');
      expect(comment).toMatch(new RegExp(`release\\.${part}.*by hand`));
      expect(comment).toMatch(cure);
      expect(comment).toMatch(/storefront\.yml:\d+/);
      await alice.close(number);
    },
    60_000,
  );

  test('an override alone plans only what it changes, and says that it acts at once', async () => {
    const { alice, judged, merge, commentWith, serves } = team();
    const { number, branch } = await propose(alice, FILE, (text) =>
      text.replace('{ max_instances: 4 }', '{ max_instances: 4, min_instances: 2 }'),
    );
    const { comment, plan } = await judged(number);
    expect(plan.status).toBe('success');
    expect(comment).toMatch(/\*immediate\*/);
    expect(comment).toMatch(/minInstances|min_instances|minimum/i);
    expect(comment).toContain('No new revision is started');
    expect(comment).not.toMatch(/! (image|memory)/);
    expect((await alice.commits(branch))[0]?.title).toBe(`Change ${FILE}`);
    await merge(alice, number);
    await commentWith(number, /serves in staging/);
    await serves('staging/storefront', '3.0.1');
  }, 90_000);
}
