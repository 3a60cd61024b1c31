import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

story('starts a target that was never there', running, async (world) => {
  expect(await world.live(dev)).toMatchObject({ version: '1.0.0', ingress: 'all', owned: true });
  expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  expect(world.images.made).toEqual([
    `us-docker.pkg.dev/acme-runway-dev/checkout/checkout@${world.checkout.digest('1.0.0')}`,
  ]);
});

story('writes nothing to a target that is in step', running, async (world) => {
  const before = world.runtime.requests.filter(({ verb }) => verb !== 'observe').length;
  expect(await world.run('converge', dev)).toEqual({ again: null });
  expect(world.runtime.requests.filter(({ verb }) => verb !== 'observe')).toHaveLength(before);
});

story('leaves drift under an unchanged intent alone', running, async (world) => {
  world.runtime.handEdit(dev, 'us-east1', (service) => {
    service.scaling = { ...service.scaling, minInstances: 7 };
  });
  await world.run('converge', dev);
  expect((await world.live(dev))?.minInstances).toBe(7);
});

story('takes drift back with the next intent', running, async (world) => {
  world.runtime.handEdit(dev, 'us-east1', (service) => {
    service.scaling = { ...service.scaling, minInstances: 7 };
  });
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ version: '1.1.0', minInstances: 0 });
});

story('marks what it wrote with intent, commit and merge request', running, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  const commit = await world.merge(number);
  await world.settle();
  const latest = await world.outside.ledger.latest(dev);
  expect((await world.live(dev))?.marks).toEqual({
    intent: latest?.intent,
    commit,
    mergeRequest: number,
    hold: null,
    parkedAt: null,
  });
});

story(
  'goes back to a revision that is still there instead of making one',
  running,
  async (world) => {
    const first = (await world.live(dev))?.serving;
    await world.push({ [path]: world.file(dev, '1.1.0') });
    await world.settle();
    await world.push({ [path]: world.file(dev, '1.0.0') });
    await world.settle();
    expect(await world.live(dev)).toMatchObject({ version: '1.0.0', serving: first });
    expect((await world.live(dev))?.revisions).toHaveLength(2);
  },
);

story('makes no revision for what acts at once', running, async (world) => {
  const overrides = 'overrides:\n  scalability: { min_instances: 2 }\n';
  await world.push({ [path]: world.file(dev, '1.0.0', overrides) });
  await world.settle();
  const live = await world.live(dev);
  expect(live?.minInstances).toBe(2);
  expect(live?.revisions).toHaveLength(1);
});

story('touches nothing that somebody else made', {}, async (world) => {
  world.runtime.foreign({ project: 'acme-runway-dev', region: 'us-east1', workload: 'checkout' });
  const number = await world.open({ files: { [path]: world.file(dev, '1.0.0') } });
  await world.merge(number);
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ owned: false });
  expect(await world.outcome(dev)).toMatchObject({
    type: 'failed',
    reason: expect.stringContaining("is not Runway's"),
  });
  expect(world.runtime.requests.filter(({ verb }) => verb !== 'observe')).toEqual([]);
  expect(world.notes(number)).toHaveLength(1);
});

story('lets a newer intent supersede one that is under way', running, async (world) => {
  const first = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.merge(first);
  await world.run('converge', dev);
  const second = await world.open({ files: { [path]: world.file(dev, '1.2.0') } });
  await world.merge(second);
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ version: '1.2.0' });
  expect(world.comment(first)).toContain(`| superseded | see !${second} |`);
  expect(world.comment(second)).toContain('checkout 1.2.0 serves in dev');
});
