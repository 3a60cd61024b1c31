// Changes that concern many targets, or none.

import { expect, test } from '@jest/globals';
import { propose, type Team } from '../../support/sandbox-team.ts';

export function wideChanges(team: () => Team): void {
  test('a change of an environment is planned for all of its targets', async () => {
    const { olga, judged, merge, commentWith, serves } = team();
    const path = 'environments/staging/environment.yml';
    const { number } = await propose(olga, path, (text) =>
      text.replace('regions: [us-east1, europe-west1]', 'regions: [europe-west1, us-east1]'),
    );
    const { comment, plan } = await judged(number);
    expect(plan.status).toBe('success');
    for (const name of ['catalog', 'checkout', 'storefront']) {
      expect(comment).toContain(`| staging/${name} |`);
    }
    expect(comment).toMatch(/merging changes 3 targets in staging/);
    expect(comment).toContain('europe-west1');
    await merge(olga, number);
    await commentWith(number, /all 3 targets are done/);
    for (const name of ['catalog', 'checkout', 'storefront']) {
      const version = { catalog: '2.3.0', checkout: '1.4.1', storefront: '3.0.1' }[name] ?? '';
      await serves(`staging/${name}`, version);
    }
  }, 120_000);

  test('a change of labels in the inventory concerns the workload everywhere', async () => {
    const { olga, judged, merge, commentWith } = team();
    const { number } = await propose(olga, 'inventory/checkout.yml', (text) =>
      text.replace('department: payments', 'department: money'),
    );
    const { comment } = await judged(number);
    for (const environment of ['dev', 'staging', 'production']) {
      expect(comment).toContain(`| ${environment}/checkout |`);
    }
    expect(comment).toContain('payments → money');
    await merge(olga, number);
    await commentWith(number, /all 3 targets are done/);
  }, 120_000);

  test('a change of documentation gets a calm answer and green statuses', async () => {
    const { alice, judged, merge, commentWith } = team();
    const { number } = await alice.propose({
      title: 'Explain the folders',
      files: { 'docs/folders.md': '# Folders\n' },
    });
    const { comment, plan, approval } = await judged(number);
    expect(comment).toMatch(/merging changes nothing that runs/);
    expect([plan.status, approval.status]).toEqual(['success', 'success']);
    expect(comment).not.toMatch(/\| Target/);
    await merge(alice, number);
    await commentWith(number, /Nothing that runs has changed/);
  }, 60_000);
}
