import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';

story(
  'a version that was pushed without its digest is completed by the next merge request, not planned as it stands',
  { serving: { [dev]: '1.0.0' } },
  async (world) => {
    const before = world.read('main', path) ?? '';
    const pushed = before.replace('version: 1.0.0', 'version: 1.1.0');
    await world.push({ [path]: pushed });
    await world.settle();
    expect(await world.outcome(dev)).toMatchObject({ type: 'held' });

    const overrides = `${pushed.trimEnd()}\noverrides:\n  scalability: { min_instances: 1 }\n`;
    const number = await world.open({ files: { [path]: overrides } });
    await world.settle();
    expect(world.comment(number)).toContain('Runway completed');
    expect(world.comment(number)).toMatch(/image: sha256/);
    await world.merge(number);
    await world.settle();
    expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
  },
);
