// A pin is Vault's number, and what runs names its copy.

import { expect } from '@jest/globals';
import { readStatus } from '../../../src/passes/status/read-status.ts';
import { story } from '../../support/story.ts';
import { dev, path, withSecrets, writeSecret } from './secret-world.ts';

story(
  'a target that serves with its secrets is what Git asks for, in its status as well',
  withSecrets,
  async (world) => {
    writeSecret(world, 'API_KEY');
    const text = world.read('main', path) ?? '';
    await world.push({ [path]: `${text}secrets:\n  API_KEY: 1\n` });
    await world.settle();
    const remembered = await world.outside.ledger.all();
    const rows = await readStatus(world.outside, remembered, new AbortController().signal);
    expect(rows.filter(({ target }) => target === dev)).toMatchObject([
      { state: 'serving', reason: '' },
    ]);
  },
);
