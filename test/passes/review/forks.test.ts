// Merge requests from other projects: whoever opens one must not set the bot's rights to work.

import { expect } from '@jest/globals';
import { bareDeployment } from '../../support/world/documents.ts';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

/** Calls that need a credential of the bot for anything else than the forge and Git. */
function credentialed(world: World): readonly string[] {
  return world.faults.seen().filter((name) => /^(?:registry|projects|images|runtime)\./.test(name));
}

async function openFork(world: World, text: string): Promise<number> {
  world.faults.arm(null);
  const number = await world.open({ files: { [path]: text }, author: 'mallory', fork: true });
  await world.settle();
  return number;
}

story('a fork is planned from its files, and nothing outside is asked', running, async (world) => {
  const wanted = world.file(dev, '1.0.0', 'overrides:\n  scalability: { min_instances: 2 }\n');
  const number = await openFork(world, wanted);
  expect(credentialed(world)).toEqual([]);
  const comment = world.comment(number);
  expect(comment).toContain('merging changes dev/checkout; the version stays 1.0.0');
  expect(comment).toContain('no registry and no runtime was asked');
  expect(comment).toContain('Cleared by anybody who may push to this project');
  expect(await world.status(number)).toMatch(/^pending: /);
});

story('a release that a fork leaves open is not looked up', running, async (world) => {
  const number = await openFork(world, bareDeployment('checkout', '1.1.0'));
  expect(credentialed(world)).toEqual([]);
  const comment = world.comment(number);
  expect(comment).toContain('are looked up once this commit is approved');
  expect(comment).not.toContain('changes nothing that runs');
  expect(await world.status(number)).toMatch(/^pending: /);
});

story('once a member has approved the very head, it is planned in full', running, async (world) => {
  const number = await openFork(world, bareDeployment('checkout', '1.1.0'));
  await world.approve(number);
  await world.settle();
  expect(credentialed(world)).toContain('registry.describe');
  expect(world.comment(number)).toContain(world.checkout.digest('1.1.0'));
  expect(world.comment(number)).not.toContain('no registry and no runtime was asked');
});

story('an approval by somebody who may not push clears nothing', running, async (world) => {
  const number = await openFork(world, world.file(dev, '1.1.0'));
  await world.approve(number, { by: 'trudy', member: false });
  await world.settle();
  expect(credentialed(world)).toEqual([]);
});

story('what is pushed after the approval has to be approved again', running, async (world) => {
  const number = await openFork(world, world.file(dev, '1.1.0'));
  await world.approve(number);
  await world.settle();
  world.faults.arm(null);
  await world.add(number, { [path]: world.file(dev, '1.2.0') });
  await world.settle();
  expect(credentialed(world)).toEqual([]);
  expect(world.comment(number)).toContain('no registry and no runtime was asked');
});

story('mistakes in a fork are told, approved or not', running, async (world) => {
  const number = await openFork(world, 'apiVersion: runway/v1\nkind: Deployment\n');
  expect(credentialed(world)).toEqual([]);
  expect(await world.status(number)).toMatch(/^failed: .*mistake/);
});
