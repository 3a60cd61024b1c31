// A version bump, from the first comment to the proof that it serves.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { propose, type Team, withVersion } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';

const FILE = 'environments/dev/checkout.yml';

export function openAndMerge(team: () => Team): void {
  test('a version bump gets one comment within seconds, and the release is completed', async () => {
    const { alice, judged } = team();
    const before = await alice.file(FILE);
    const began = Date.now();
    const { number, branch } = await propose(alice, FILE, (text) =>
      withVersion(text, '1.4.2').replace('acme/checkout\n', 'acme/checkout   # as ever\n'),
    );
    const { comment, head, plan, approval } = await judged(number);
    expect(Date.now() - began).toBeLessThan(15_000);
    expect(comment).toContain('1.4.1 → 1.4.2');
    expect(comment).toMatch(/merging deploys checkout 1\.4\.2 to dev/);
    expect(comment).toContain('perf: let one instance take more requests');
    expect(plan).toMatchObject({ status: 'success', words: expect.stringContaining('1.4.2') });
    expect(approval.status).toBe('success');

    const [bot, own] = await alice.commits(branch);
    expect(bot?.id).toBe(head);
    expect(own?.title).toBe(`Change ${FILE}`);
    const after = await alice.file(FILE, branch);
    expect(after).toContain('acme/checkout   # as ever');
    expect(outsideCompleted(after)).toEqual(
      outsideCompleted(
        withVersion(before, '1.4.2').replace('acme/checkout\n', 'acme/checkout   # as ever\n'),
      ),
    );
    expect(after).toContain('max_instance_request_concurrency: 120');
  }, 60_000);

  test('another push rewrites the same comment', async () => {
    const { alice, judged } = team();
    const [{ number, branch } = { number: 0, branch: '' }] = await alice.mergeRequests({
      state: 'opened',
    });
    const ids = async () => (await alice.notes(number)).map(({ id }) => id);
    const before = await ids();
    const text = await alice.file(FILE, branch);
    await alice.commit({
      branch,
      message: 'Back to the smaller step',
      files: { [FILE]: withVersion(text, '1.4.0') },
    });
    const { comment } = await judged(number);
    expect(comment).toContain('1.4.1 → 1.4.0');
    expect(before).toHaveLength(1);
    expect(await ids()).toEqual(before);

    const again = await alice.file(FILE, branch);
    await alice.commit({
      branch,
      message: 'No, forward',
      files: { [FILE]: withVersion(again, '1.4.2') },
    });
    expect((await judged(number)).comment).toContain('1.4.1 → 1.4.2');
  }, 60_000);

  test('merging shows live progress in the same comment, and green means that it serves', async () => {
    const { alice, comment, merge, rows, serves, sandbox } = team();
    const [{ number } = { number: 0 }] = await alice.mergeRequests({ state: 'opened' });
    await merge(alice, number);
    const seen = new Set<string>();
    await eventually(`merge request ${number} to end`, async () => {
      const text = (await comment(number)) ?? '';
      seen.add(text.split('\n').slice(2).join('\n'));
      return text.includes('checkout 1.4.2 serves in dev') ? true : null;
    });
    const told = [...seen].join('\n');
    expect(told).toMatch(/on its way to dev/);
    expect(told).toMatch(/image/);
    expect(told).toMatch(/revision/);

    const [row] = await rows('dev/checkout', 'serving');
    expect(row).toMatchObject({ version: '1.4.2', region: 'us-east1', reason: '' });
    await serves('dev/checkout', '1.4.2');
    const text = await alice.file(FILE);
    expect(text).toContain(`digest: ${row?.digest}`);
    const { stdout } = await sandbox.runway('status', '--settings', sandbox.bot.settings);
    expect(stdout).toMatch(/dev\/checkout +us-east1 +1\.4\.2 +serving/);

    const here = ['--repository', await alice.clone(), '--settings', sandbox.bot.settings];
    expect(await sandbox.runway('plan', 'dev/checkout', ...here)).toMatchObject({ code: 0 });
  }, 90_000);

  test('one trace goes from the webhook to the proof and to the next environment', async () => {
    const { sandbox } = team();
    const offer = await eventually('the promotion of 1.4.2 to be offered', async () => {
      const lines = await logOf(sandbox);
      const offered = lines.find(
        ({ message, version }) => message === 'promotion offered' && version === '1.4.2',
      );
      return offered ?? null;
    });
    const followed = (await logOf(sandbox)).filter(({ trace }) => trace === offer['trace']);
    expect(followed[0]).toMatchObject({
      message: 'webhook received',
      trace: expect.stringMatching(/^hook-[0-9a-f]{12}$/),
    });
    expect(followed).toContainEqual(
      expect.objectContaining({ message: 'target converged', target: 'dev/checkout' }),
    );
    const passes = followed.filter(({ message }) => message === 'pass done');
    expect(passes.map(({ pass, key }) => `${String(pass)}:${String(key)}`)).toEqual(
      expect.arrayContaining(['watch:*', 'converge:dev/checkout', 'promote:staging/checkout']),
    );
  }, 60_000);
}

type Line = Readonly<Record<string, unknown>>;

/** Nothing but JSON lines, as jq wants them; the last may not be whole yet. */
async function logOf({ dir }: Team['sandbox']): Promise<readonly Line[]> {
  const text = await readFile(join(dir, 'bot.log'), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

/** Everything but digest, commit and the manifest's own lines. */
function outsideCompleted(text: string): readonly string[] {
  const lines = text.split('\n');
  const manifest = lines.findIndex((line) => line.startsWith('  manifest:'));
  return lines.slice(0, manifest + 1).filter((line) => !/^ {2}(digest|commit): /.test(line));
}
