// Who is called when a target fails.

import { expect } from '@jest/globals';
import { inventoryFile } from '../../support/world/documents.ts';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const nobody = inventoryFile('checkout').replace(/^ {2}owners:.*\n/m, '');
const named = {
  'inventory/checkout.yml': nobody,
  '.github/CODEOWNERS': '/environments/ @platform\n/environments/dev/ @acme/payments\n',
};

/** The notes of a release that cannot start. */
async function called(world: World): Promise<string> {
  world.runtime.failNextRevision('It exits at once.');
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  await world.merge(number);
  await world.settle();
  return world.notes(number).join('\n');
}

story(
  'where the inventory names none, those of CODEOWNERS are called',
  { serving: { [dev]: '1.0.0' }, files: named },
  async (world) => {
    expect(await called(world)).toContain('@acme/payments');
  },
);

story(
  'the inventory is asked first',
  {
    serving: { [dev]: '1.0.0' },
    files: { '.github/CODEOWNERS': '* @somebody-else\n' },
  },
  async (world) => {
    const notes = await called(world);
    expect(notes).toContain('@alice');
    expect(notes).not.toContain('somebody-else');
  },
);
