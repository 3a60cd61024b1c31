// What the command line tells of each target.

import { expect } from '@jest/globals';
import { readProvisionStatus } from '../../../src/passes/status/provision-status.ts';
import { environmentFile, inventoryFile } from '../../support/world/documents.ts';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';

const entry = 'inventory/checkout.yml';
const wish = {
  provisioner: true,
  files: {
    'environments/dev/environment.yml': environmentFile('dev', { provisioned: true }),
    [entry]: inventoryFile('checkout', ['dev']),
  },
} as const;

async function rows(world: World): Promise<readonly object[]> {
  const { outside } = world.provisioner;
  const remembered = await outside.ledger.all();
  return readProvisionStatus(outside, remembered, new AbortController().signal);
}

story(
  'what is there, what is to come, what is waited for and what cannot stand',
  wish,
  async (world) => {
    const target = 'dev/checkout';
    expect(await rows(world)).toEqual([{ target, state: 'provisioned', reason: '' }]);

    const more = `${inventoryFile('checkout', ['dev'])}  additional_roles: [roles/cloudsql.client]\n`;
    await world.push({ [entry]: more });
    expect(await rows(world)).toEqual([{ target, state: 'provisioning', reason: '1 account' }]);

    const file = 'environments/dev/checkout.yml';
    await world.push({ [file]: world.file(target, '1.0.0') });
    await world.settle();
    await world.push({ [entry]: null, [file]: null });
    await world.settle();
    expect(await rows(world)).toMatchObject([
      {
        target,
        state: 'removing',
        reason: expect.stringMatching(/2 accounts.*: what was deployed/),
      },
    ]);

    await world.push({ [file]: world.file(target, '1.0.0') });
    expect(await rows(world)).toMatchObject([
      { state: 'held', reason: expect.stringContaining(file) },
    ]);
  },
);
