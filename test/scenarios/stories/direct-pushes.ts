// Changes that reach the default branch without a merge request.

import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { StatusRow } from '../../support/sandbox-process.ts';
import { type Team, withVersion } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';

const FILE = 'environments/staging/catalog.yml';
const TARGET = 'staging/catalog';

export function directPushes(team: () => Team): void {
  const push = (text: string, path = FILE) =>
    team().olga.commit({
      branch: 'main',
      message: `Change ${path}`,
      files: { [path]: text },
    });

  test('a developer may not push to the default branch', async () => {
    const { bob } = team();
    const pushed = bob.commit({
      branch: 'main',
      message: 'Around everybody',
      files: { [FILE]: `${await bob.file(FILE)}# Mine.\n` },
    });
    await expect(pushed).rejects.toThrow(/ 403 /);
  });

  test('a valid change is deployed all the same', async () => {
    const { olga, sandbox, ask } = team();
    const text = await olga.file(FILE);
    const [before] = (await sandbox.status()).filter(({ target }) => target === TARGET);
    await push(`${text}overrides: { environment: { GREETING: pushed } }\n`);
    const row = await eventually(`${TARGET} to serve another revision`, async () => {
      const [found] = (await sandbox.status()).filter(({ target }) => target === TARGET);
      return found?.state === 'serving' && found.revision !== before?.revision ? found : null;
    });
    expect((await ask(row)).status).toBe(200);
  }, 60_000);

  test('a digest written by hand is held with its reason, and nothing changes', async () => {
    const { olga, rows, ask } = team();
    const good = await olga.file(FILE);
    const [serving] = await rows(TARGET, 'serving');
    await push(good.replace(/digest: sha256:[0-9a-f]+/, `digest: sha256:${'ab'.repeat(32)}`));
    const [held] = await rows(TARGET, 'held');
    expect(held?.reason).toMatch(/version 2\.3\.\d is sha256:abab/);
    expect(held).toMatchObject({ revision: serving?.revision, digest: serving?.digest });
    expect((await ask(held)).version).toBe(serving?.version);

    await push(withVersion(good, '2.4.0'));
    expect((await rows(TARGET, 'held'))[0]?.reason).toMatch(/version 2\.4\.0/);

    await push(good);
    const [again] = await rows(TARGET, 'serving');
    expect(again?.revision).toBe(serving?.revision);
  }, 60_000);

  test.each([
    { name: 'a target', path: FILE, broken: (text: string) => text.replace('release:', 'releas:') },
    {
      name: 'an environment',
      path: 'environments/staging/environment.yml',
      broken: (text: string) => text.replace('runtime:', 'runtime: [\n'),
    },
    {
      name: 'a workload',
      path: 'inventory/catalog.yml',
      broken: (text: string) => text.replace('kind: Workload', 'kind: Worklod'),
    },
  ])(
    'an invalid file of $name parks and removes nothing',
    async ({ path, broken }) => {
      const { olga, sandbox, ask, rows } = team();
      const good = await olga.file(path);
      const [serving] = await rows(TARGET, 'serving');
      await push(broken(good), path);
      try {
        const held = await eventually(`${TARGET} to be held`, async () => {
          const found = (await sandbox.status()).find(({ target }) => target === TARGET);
          if (found?.state === 'parked') throw new Error('it was parked');
          return found?.state === 'held' ? found : null;
        });
        expect(held.revision).toBe(serving?.revision);
        expect(held.reason).toContain(path);
        expect(await versions(team(), serving, 40)).toEqual([serving?.version]);
      } finally {
        await push(good, path);
      }
      const [again] = await rows(TARGET, 'serving');
      expect(again?.revision).toBe(serving?.revision);
      expect((await ask(again)).status).toBe(200);
    },
    90_000,
  );

  test('a commit that removes a whole environment with its rules parks nothing', async () => {
    const { olga, rows, sandbox } = team();
    const paths = ['catalog', 'checkout', 'storefront', 'environment'].map(
      (name) => `environments/staging/${name}.yml`,
    );
    const before = await Promise.all(
      paths.map(async (path) => [path, await olga.file(path)] as const),
    );
    const [serving] = await rows(TARGET, 'serving');
    const none = Object.fromEntries(paths.map((path) => [path, null]));
    await olga.commit({ branch: 'main', message: 'Oops', files: none });
    try {
      const [held] = await rows(TARGET, 'held');
      expect(held?.revision).toBe(serving?.revision);
      expect(await versions(team(), serving, 40)).toEqual([serving?.version]);
    } finally {
      const back = Object.fromEntries(before);
      await olga.commit({ branch: 'main', message: 'Back', files: back });
    }
    await rows(TARGET, 'serving');
    expect((await sandbox.status()).filter(({ state }) => state === 'parked')).toEqual([]);
  }, 90_000);
}

/** Every version that answers, over many requests. */
async function versions(
  { ask }: Team,
  row: StatusRow | undefined,
  requests: number,
): Promise<readonly (string | null)[]> {
  const seen = new Set<string | null>();
  for (let sent = 0; sent < requests; sent += 1) {
    seen.add((await ask(row)).version);
    await wait(50);
  }
  return [...seen];
}
