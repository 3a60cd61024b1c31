// A file that is removed: parked at once, deleted later, and back whenever Git has it again.

import { expect, test } from '@jest/globals';
import type { StatusRow } from '../../support/sandbox-process.ts';
import type { Team } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';

const FILE = 'environments/dev/catalog.yml';
const TARGET = 'dev/catalog';

export function removal(team: () => Team): void {
  let text = '';
  let served: StatusRow | undefined;

  async function take(): Promise<number> {
    const { bob, judged, merge } = team();
    const { number } = await bob.propose({
      title: 'Take catalog out of dev',
      files: { [FILE]: null },
    });
    const { comment, plan } = await judged(number);
    expect(comment).toMatch(/merging parks dev\/catalog/);
    expect(comment).toMatch(/\*\*removal\*\* \*immediate\*/);
    expect(comment).toMatch(/deleted after/);
    expect(plan.status).toBe('success');
    await merge(bob, number);
    return number;
  }

  async function put(says: RegExp): Promise<number> {
    const { bob, judged, merge } = team();
    const { number } = await bob.propose({
      title: 'Put catalog back',
      files: { [FILE]: text },
    });
    const { comment, plan } = await judged(number);
    expect(comment).toMatch(says);
    expect(plan.status).toBe('success');
    await merge(bob, number);
    return number;
  }

  test('removing its file parks a target: nobody outside reaches it, and it still exists', async () => {
    const { bob, rows, ask, commentWith } = team();
    text = await bob.file(FILE);
    [served] = await rows(TARGET, 'serving');
    expect((await ask(served)).status).toBe(200);
    const number = await take();
    expect(await commentWith(number, /dev\/catalog is parked/)).toMatch(
      /unless the file comes back/,
    );
    const [parked] = await rows(TARGET, 'parked');
    expect(parked?.host).toBe(served?.host);
    expect((await ask(served)).status).toBeGreaterThanOrEqual(400);
  }, 60_000);

  test('putting it back within the grace time brings it back as it was', async () => {
    const { rows, ask, commentWith } = team();
    const number = await put(/catalog/);
    await commentWith(number, /serves in dev/);
    const [back] = await rows(TARGET, 'serving');
    expect(back).toMatchObject({ host: served?.host, digest: served?.digest });
    expect((await ask(back)).version).toBe(served?.version);
  }, 60_000);

  test('after the grace time it is deleted, and putting it back then makes it anew', async () => {
    const { sandbox, commentWith, rows, ask } = team();
    const number = await take();
    await commentWith(number, /dev\/catalog is parked/);
    await eventually(
      `${TARGET} to be gone`,
      async () => {
        const found = (await sandbox.status()).filter(({ target }) => target === TARGET);
        return found.length === 0 ? true : null;
      },
      90_000,
    );
    expect(await commentWith(number, /dev\/catalog is (parked|removed)/)).toBeDefined();
    expect((await ask(served)).status).toBe(404);

    const back = await put(/starts catalog 2\.3\.\d in dev for the first time/);
    await commentWith(back, /serves in dev/);
    const [row] = await rows(TARGET, 'serving');
    expect((await ask(row)).version).toBe(served?.version);
  }, 180_000);
}
