import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import { minutes } from '../../support/world.ts';
import { inventoryFile } from '../../support/world/documents.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

story('holds a version whose digest nobody confirms', running, async (world) => {
  const lie = world.file(dev, '1.0.0').replace('version: 1.0.0', 'version: 9.9.9');
  await world.push({ [path]: lie });
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({
    type: 'held',
    reason: expect.stringContaining('9.9.9'),
  });
  expect(await world.live(dev)).toMatchObject({ version: '1.0.0' });
});

story('holds a changed version with the digest of another', running, async (world) => {
  const lie = world.file(dev, '1.0.0').replace('version: 1.0.0', 'version: 1.1.0');
  const number = await world.open({ files: { 'inventory/note.txt': 'x\n' } });
  await world.add(number, { [path]: lie });
  await world.merge(number);
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'held' });
  expect(world.comment(number)).toContain('on hold');
  expect(world.notes(number)).toHaveLength(1);
});

story('deploys a held pair once the registry confirms it', running, async (world) => {
  const text = world.file(dev, '1.1.0');
  world.checkout.untag('1.1.0');
  const number = await world.open({ files: { 'inventory/note.txt': 'x\n' } });
  await world.add(number, { [path]: text });
  await world.merge(number);
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'held' });

  world.checkout.push('1.1.0');
  await world.later(minutes(6));
  expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
  expect(world.comment(number)).toContain('checkout 1.1.0 serves in dev');
});

story('a hold of other documents does not outlive them', running, async (world) => {
  await world.push({ [path]: 'nonsense: [\n' });
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'held' });
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
});

story('removes nothing because of a file that cannot be read', running, async (world) => {
  const number = await world.open({ files: { [path]: 'nonsense: [\n' } });
  await world.merge(number);
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({
    type: 'held',
    reason: expect.stringContaining(path),
  });
  expect(await world.live(dev)).toMatchObject({ version: '1.0.0', marks: { parkedAt: null } });
});

story('removes nothing when the environment has lost its own file', running, async (world) => {
  await world.push({ [path]: null, 'environments/dev/environment.yml': null });
  await world.settle();
  await world.later(minutes(120));
  expect(await world.live(dev)).toMatchObject({ version: '1.0.0', marks: { parkedAt: null } });
});

story('holds a target whose workload is not in the inventory any more', running, async (world) => {
  await world.push({ 'inventory/checkout.yml': null });
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'held' });
  expect(await world.live(dev)).toMatchObject({ version: '1.0.0', ingress: 'all' });
});

story('holds a target that its workload no longer lists', running, async (world) => {
  await world.push({ 'inventory/checkout.yml': inventoryFile('checkout', ['staging']) });
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'held' });
});

story('is in step again when broken documents are put right', running, async (world) => {
  const good = world.read('main', 'inventory/checkout.yml');
  const writes = world.runtime.requests.filter(({ verb }) => verb === 'update').length;
  await world.push({ 'inventory/checkout.yml': null });
  await world.settle();
  await world.push({ 'inventory/checkout.yml': good });
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  expect(world.runtime.requests.filter(({ verb }) => verb === 'update')).toHaveLength(writes);
});

story('leaves alone what a person holds, whatever Git asks', running, async (world) => {
  world.runtime.handEdit(dev, 'us-east1', (service) => {
    service.marks = { ...service.marks, hold: { intent: null, reason: 'incident' } };
  });
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ version: '1.0.0' });
});
