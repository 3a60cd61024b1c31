// Versions of secrets are completed on the branch, and copied when it is merged.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';
import { bareDeployment, environmentFile, inventoryFile } from '../../support/world/documents.ts';
import {
  breakSecret,
  copies,
  dev,
  manifestWith,
  path,
  withSecrets,
  writeSecret,
} from './secret-world.ts';

async function open(world: World, text: string): Promise<number> {
  const number = await world.open({ files: { [path]: text } });
  await world.settle();
  return number;
}

async function branchOf(world: World, number: number): Promise<string | null> {
  return world.read((await world.mergeRequest(number)).source, path);
}

function bump(world: World, to: string): string {
  return world.file(dev, '1.0.0').replace('version: 1.0.0', `version: ${to}`);
}

story('a listed secret gets its newest version in the same commit', withSecrets, async (world) => {
  world.checkout.push('2.0.0', { files: manifestWith('  secrets: [API_KEY]') });
  writeSecret(world, 'API_KEY');
  const value = writeSecret(world, 'API_KEY');
  const number = await open(world, bump(world, '2.0.0'));
  expect(await branchOf(world, number)).toContain('secrets:\n  API_KEY: 2\n');
  const { head, base } = await world.mergeRequest(number);
  expect(await world.outside.repository.log(base ?? head, head)).toHaveLength(2);
  expect(world.comment(number)).toContain('`secrets.API_KEY`');
  await world.run('review', `${number}`);
  expect(world.comment(number)).toContain('`secrets.API_KEY`');
  expect(world.vault.world.valuesRead).toEqual([]);

  await world.merge(number);
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  expect(copies(world)).toEqual({ checkout__API_KEY: [value] });
});

story('without a list all that Vault holds is pinned', withSecrets, async (world) => {
  writeSecret(world, 'API_KEY');
  writeSecret(world, 'SIGNING_KEY');
  writeSecret(world, 'lower-case');
  const number = await open(world, bump(world, '1.1.0'));
  expect(await branchOf(world, number)).toContain('secrets:\n  API_KEY: 1\n  SIGNING_KEY: 1\n');
  expect(world.comment(number)).toContain('lower-case');
});

story(
  'a secret that Vault does not have is told with how to write it',
  withSecrets,
  async (world) => {
    world.checkout.push('2.0.0', { files: manifestWith('  secrets: [API_KEY]') });
    const number = await open(world, bump(world, '2.0.0'));
    expect(world.comment(number)).toContain('which Vault does not have');
    expect(world.comment(number)).toContain(
      'vault kv put -mount=runway env/dev/service/checkout/API_KEY value=-',
    );
    writeSecret(world, 'API_KEY');
    await world.later(90_000);
    expect(await branchOf(world, number)).toContain('secrets:\n  API_KEY: 1\n');
  },
);

story(
  'a secret that nobody may write before the merge is told to come after it',
  {
    files: {
      'environments/dev/environment.yml': environmentFile('dev', { secrets: true }),
      'inventory/checkout.yml': null,
    },
  },
  async (world) => {
    world.checkout.push('2.0.0', { files: manifestWith('  secrets: [API_KEY]') });
    const number = await world.open({
      files: {
        'inventory/checkout.yml': inventoryFile('checkout', ['dev']),
        [path]: bareDeployment('checkout', '2.0.0'),
      },
    });
    await world.settle();
    expect(world.comment(number)).toContain('merge its inventory file first, on its own');
    expect(world.comment(number)).toContain('env/dev/service/checkout/API_KEY value=-');
  },
);

story('the newest version is the newest that can be read', withSecrets, async (world) => {
  writeSecret(world, 'API_KEY');
  writeSecret(world, 'API_KEY');
  breakSecret(world, 'API_KEY', 'delete', 2);
  const number = await open(world, bump(world, '1.1.0'));
  expect(await branchOf(world, number)).toContain('secrets:\n  API_KEY: 1\n');
});

story(
  'a name that is also a plain variable is refused, pinned or not',
  withSecrets,
  async (world) => {
    world.checkout.push('2.0.0', { files: manifestWith('  environment: { API_KEY: x }') });
    writeSecret(world, 'API_KEY');
    const number = await open(world, bump(world, '2.0.0'));
    expect(world.comment(number)).toContain('both a plain variable and a secret');
    const pinned = `${bump(world, '1.1.0')}overrides:\n  environment: { API_KEY: x }\nsecrets: { API_KEY: 1 }\n`;
    const other = await open(world, pinned);
    expect(world.comment(other)).toContain('both a plain variable and a secret');
  },
);

story('what the manifest does not list is mentioned', withSecrets, async (world) => {
  world.checkout.push('2.0.0', { files: manifestWith('  secrets: [API_KEY]') });
  writeSecret(world, 'API_KEY');
  writeSecret(world, 'OLD_KEY');
  const number = await open(world, bump(world, '2.0.0'));
  expect(world.comment(number)).toContain('Vault also holds `OLD_KEY`');
});

story('a pinned version that Vault has lost stands in the way', withSecrets, async (world) => {
  writeSecret(world, 'API_KEY');
  breakSecret(world, 'API_KEY', 'destroy', 1);
  writeSecret(world, 'API_KEY');
  const number = await open(world, `${world.file(dev, '1.1.0')}secrets: { API_KEY: 1 }\n`);
  expect(world.comment(number)).toContain('Version 1 of API\\_KEY is destroyed in Vault');
});

story('a new file gets release and secrets in one commit', withSecrets, async (world) => {
  writeSecret(world, 'API_KEY');
  const number = await open(world, bareDeployment('checkout', '1.1.0'));
  const text = await branchOf(world, number);
  expect(text).toContain(`digest: ${world.checkout.digest('1.1.0')}`);
  expect(text).toContain('secrets:\n  API_KEY: 1\n');
});

story('the comment names versions as Vault counts them', withSecrets, async (world) => {
  writeSecret(world, 'API_KEY');
  await world.merge(await open(world, bump(world, '1.1.0')));
  await world.settle();
  writeSecret(world, 'API_KEY');
  const next = world.read('main', path)?.replace('API_KEY: 1', 'API_KEY: 2') ?? '';
  const number = await open(world, next);
  expect(world.comment(number)).toMatch(/API_KEY.*1 → 2/);
});

story(
  'what comes from a fork is not looked up in Vault, and says so',
  withSecrets,
  async (world) => {
    world.checkout.push('2.0.0', { files: manifestWith('  secrets: [API_KEY]') });
    writeSecret(world, 'API_KEY');
    const number = await world.open({ files: { [path]: world.file(dev, '2.0.0') }, fork: true });
    world.faults.arm(null);
    await world.settle();
    expect(world.comment(number)).toContain('is not complete');
    expect(world.faults.seen().filter((name) => name.startsWith('vault.'))).toEqual([]);
  },
);

story(
  'a pinned version that is gone from Vault is mentioned while its copy goes on',
  withSecrets,
  async (world) => {
    writeSecret(world, 'API_KEY');
    await world.merge(await open(world, bump(world, '1.1.0')));
    await world.settle();
    breakSecret(world, 'API_KEY', 'destroy', 1);
    const text = world.read('main', path) ?? '';
    const number = await open(world, `${text}overrides:\n  request_timeout: 5\n`);
    expect(world.comment(number)).toContain('is destroyed in Vault: a copy that was made goes on');
    expect(world.comment(number)).toContain('nothing stands in the way');
  },
);
