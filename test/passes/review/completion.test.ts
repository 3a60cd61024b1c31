import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';
import { bareDeployment } from '../../support/world/documents.ts';
import { usualManifest } from '../../support/world/service-project.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

/** What a person does in the usual case: another version, and nothing else. */
function bump(world: World, from: string, to: string, rest = ''): string {
  return world.file(dev, from, rest).replace(`version: ${from}`, `version: ${to}`);
}

async function open(world: World, text: string, fork = false): Promise<number> {
  const number = await world.open({ files: { [path]: text }, fork });
  await world.settle();
  return number;
}

async function branchOf(world: World, number: number): Promise<string | null> {
  return world.read((await world.mergeRequest(number)).source, path);
}

story('completes a changed version on the branch', running, async (world) => {
  const number = await open(world, bump(world, '1.0.0', '1.1.0'));
  expect(await branchOf(world, number)).toBe(world.file(dev, '1.1.0'));
  expect(world.comment(number)).toContain('merging deploys checkout 1.1.0 to dev');
});

story('completes a new file and leaves its comments', {}, async (world) => {
  const number = await open(world, bareDeployment('checkout', '1.0.0'));
  const text = await branchOf(world, number);
  expect(text).toContain('# checkout, as its team wrote it');
  expect(text).toContain(`digest: ${world.checkout.digest('1.0.0')}`);
  expect(text).toContain(`commit: ${world.checkout.commit('1.0.0')}`);
  expect(text).toContain('container_port: 8080');
});

story('makes one commit, as the bot, however often it looks', running, async (world) => {
  const number = await open(world, bump(world, '1.0.0', '1.1.0'));
  await world.run('review', `${number}`);
  const { head, base } = await world.mergeRequest(number);
  const log = await world.outside.repository.log(base ?? head, head);
  expect(log.map(({ author }) => author)).toEqual(['Runway', 'Alice']);
  expect(log[0]?.message).toContain(`Runway-Completed: ${dev}`);
});

story('goes on saying what it completed when it looks again', running, async (world) => {
  const number = await open(world, bump(world, '1.0.0', '1.1.0'));
  const said = world.comment(number);
  expect(said).toMatch(/Runway completed `digest`/);
  await world.run('review', `${number}`);
  expect(world.comment(number)).toBe(said);
});

story(
  'completes what it completed before when the version changes again',
  running,
  async (world) => {
    const number = await open(world, bump(world, '1.0.0', '1.1.0'));
    const completed = (await branchOf(world, number)) ?? '';
    await world.add(number, { [path]: completed.replace('version: 1.1.0', 'version: 1.2.0') });
    await world.settle();
    expect(await branchOf(world, number)).toBe(world.file(dev, '1.2.0'));
  },
);

story('leaves overrides and their comments as they are', running, async (world) => {
  const rest = 'overrides: # ours\n  scalability: { min_instances: 2 }\n';
  const number = await open(world, bump(world, '1.0.0', '1.1.0', rest));
  expect(await branchOf(world, number)).toBe(world.file(dev, '1.1.0', rest));
});

story('refuses a digest that was written by hand', running, async (world) => {
  const lie = world.file(dev, '1.1.0').replace(/sha256:[0-9a-f]{64}/, `sha256:${'0'.repeat(64)}`);
  const number = await open(world, lie);
  expect(world.comment(number)).toContain('`release.digest` was changed by hand');
  expect(await branchOf(world, number)).toBe(lie);
});

story(
  'refuses a manifest that was edited by hand, and says where it belongs',
  running,
  async (world) => {
    const edited = world.file(dev, '1.1.0').replace('container_port: 8080', 'container_port: 9090');
    const number = await open(world, edited);
    expect(world.comment(number)).toContain('`release.manifest` was changed by hand');
    expect(world.comment(number)).toContain('overrides');
  },
);

story('refuses a hand edit of the manifest under an unchanged version', running, async (world) => {
  const edited = world.file(dev, '1.0.0').replace('container_port: 8080', 'container_port: 9090');
  const number = await open(world, edited);
  expect(world.comment(number)).toContain('`release.manifest` was changed by hand');
});

story('refuses a commit that is not the one of the version', running, async (world) => {
  const edited = world.file(dev, '1.1.0').replace(/commit: .*/, `commit: ${'a'.repeat(40)}`);
  const number = await open(world, edited);
  expect(world.comment(number)).toContain('`release.commit` was changed by hand');
});

story(
  'keeps the digest that a version was first deployed with, and says that the tag moved',
  running,
  async (world) => {
    await world.push({ [path]: world.file(dev, '1.1.0') });
    await world.settle();
    const first = world.checkout.digest('1.0.0');
    world.checkout.push('1.0.0', { content: 'something else' });
    expect(world.checkout.digest('1.0.0')).not.toBe(first);
    const number = await open(
      world,
      world.file(dev, '1.1.0').replace('version: 1.1.0', 'version: 1.0.0'),
    );
    expect(await branchOf(world, number)).toContain(`digest: ${first}`);
    expect(world.comment(number)).toContain('The tag 1.0.0 has moved');
  },
);

story('names what there is when the version is not in the registry', running, async (world) => {
  const number = await open(world, bump(world, '1.0.0', '7.7.7'));
  expect(world.comment(number)).toContain('The registry has no version 7.7.7 of checkout');
  expect(world.comment(number)).toContain('1.2.0');
  expect(await world.status(number)).toMatch(/^failed: 1 mistake/);
});

story('plans once a missing version has been pushed', running, async (world) => {
  const number = await open(world, bump(world, '1.0.0', '7.7.7'));
  world.checkout.push('7.7.7');
  await world.run('review', `${number}`);
  await world.settle();
  expect(world.comment(number)).toContain('merging deploys checkout 7.7.7 to dev');
});

story('finds by itself what is pushed later, soon at first', running, async (world) => {
  const number = await open(world, bump(world, '1.0.0', '7.7.7'));
  await world.later(20 * 60_000);
  world.checkout.push('7.7.7');
  await world.later(10 * 60_000);
  expect(world.comment(number)).toContain('merging deploys checkout 7.7.7 to dev');
});

story(
  'takes the commit from the project tag when the image does not say it',
  running,
  async (world) => {
    world.checkout.push('2.0.0', { labelled: false });
    const number = await open(world, bump(world, '1.0.0', '2.0.0'));
    expect(await branchOf(world, number)).toContain(`commit: ${world.checkout.commit('2.0.0')}`);
  },
);

story('takes the commit from the image when the project has no tag', running, async (world) => {
  world.checkout.push('2.0.0', { tagged: false });
  const number = await open(world, bump(world, '1.0.0', '2.0.0'));
  expect(await branchOf(world, number)).toContain(`commit: ${world.checkout.commit('2.0.0')}`);
});

story('says how to make the commit known when nothing tells it', running, async (world) => {
  world.checkout.push('2.0.0', { labelled: false, tagged: false });
  const number = await open(world, bump(world, '1.0.0', '2.0.0'));
  expect(world.comment(number)).toContain('The source commit of 2.0.0 is unknown');
});

story('refuses an image that Cloud Run cannot run', running, async (world) => {
  world.checkout.push('2.0.0', { platforms: ['linux/arm64'] });
  const number = await open(world, bump(world, '1.0.0', '2.0.0'));
  expect(world.comment(number)).toContain('is not built for linux/amd64; it has linux/arm64');
});

story('takes the manifest of the environment where there is one', running, async (world) => {
  world.checkout.push('2.0.0', {
    files: {
      '.runway/runway.yml': usualManifest,
      '.runway/runway-dev.yml': usualManifest.replace('8080', '3000'),
      '.runway/env-dev.yml': 'LOG_LEVEL: debug\n',
    },
  });
  const number = await open(world, bump(world, '1.0.0', '2.0.0'));
  expect(await branchOf(world, number)).toContain('container_port: 3000');
  expect(await branchOf(world, number)).toContain('LOG_LEVEL: debug');
});

story('shows the mistakes of the service project, with its file', running, async (world) => {
  world.checkout.push('2.0.0', {
    files: { '.runway/runway.yml': usualManifest.replace('container_port', 'containr_port') },
  });
  const number = await open(world, bump(world, '1.0.0', '2.0.0'));
  expect(world.comment(number)).toContain('container_port');
  expect(world.comment(number)).toContain('acme/checkout');
});

story('shows what to write where the branch is not ours to push to', running, async (world) => {
  const number = await open(world, bump(world, '1.0.0', '1.1.0'), true);
  await world.approve(number);
  await world.settle();
  expect(world.comment(number)).toContain('the branch belongs to another project');
  expect(world.comment(number)).toContain(world.checkout.digest('1.1.0'));
  expect(await world.status(number)).toMatch(/^pending: /);
});

story('asks nobody about a change of overrides alone', running, async (world) => {
  world.checkout.deny(true);
  const number = await open(
    world,
    world.file(dev, '1.0.0', 'overrides:\n  scalability: { min_instances: 2 }\n'),
  );
  expect(world.comment(number)).toContain('the version stays 1.0.0');
});

story(
  'lets the digest of a promotion stand that the environment before confirms',
  running,
  async (world) => {
    world.checkout.untag('1.0.0');
    const staging = 'environments/staging/checkout.yml';
    const [promotion] = await offered(world);
    const number = promotion?.number ?? 0;
    expect(world.comment(number)).toContain('merging starts checkout 1.0.0 in staging');
    await world.merge(number);
    await world.settle();
    expect(world.read('main', staging)).toContain('version: 1.0.0');
    expect(await world.live('staging/checkout')).toMatchObject({ version: '1.0.0' });
  },
);

async function offered(world: World) {
  await world.later(11 * 60_000);
  return world.mergeRequestsFrom('runway/promote/staging/checkout');
}
