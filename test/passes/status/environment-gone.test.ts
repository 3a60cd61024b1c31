import { expect } from '@jest/globals';
import { readStatus } from '../../../src/passes/status/read-status.ts';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const rules = 'environments/dev/environment.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

for (const [what, broken] of [
  ['cannot be read', 'apiVersion: [\n'],
  ['are gone', null],
] as const) {
  story(`status shows what runs where an environment's rules ${what}`, running, async (world) => {
    await world.push({ [rules]: broken });
    await world.settle();
    const remembered = await world.outside.ledger.all();
    const rows = await readStatus(world.outside, remembered, new AbortController().signal);
    expect(rows.filter(({ target }) => target === dev)).toMatchObject([
      { state: 'held', version: '1.0.0', reason: expect.stringContaining(rules) },
    ]);
  });
}
