// The way back after a failure rests on a commit that is noted where anybody may write.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

const noted = {
  'no commit at all': '--upload-pack=touch',
  'a commit that is gone': '1'.repeat(40),
} as const;

for (const [what, commit] of Object.entries(noted)) {
  story(`a failure is told although the service names ${what}`, running, async (world) => {
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    world.runtime.handEdit(dev, 'us-east1', (service) => {
      service.marks = { ...service.marks, commit };
    });
    world.runtime.failNextRevision('It exits at once.');
    await world.merge(number);
    await world.settle();
    expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
    expect(world.comment(number)).toContain('checkout 1.1.0 failed in dev');
    expect((await world.live(dev))?.marks.hold).not.toBeNull();
  });
}
