// Google feels a grant minutes after it was made: until then a revision is refused its secrets, and no release fails for it.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import { minutes, type World } from '../../support/world.ts';
import { copies, dev, path, withSecrets, writeSecret } from './secret-world.ts';

const RUNS_AS = 'run-checkout@acme-runway-dev.iam.gserviceaccount.com';
const OTHER = 'somebody@acme-runway-dev.iam.gserviceaccount.com';

/** As Cloud Run says it. */
function refusal(account: string): string {
  const secret = 'projects/123/secrets/checkout__API_KEY/versions/1';
  return (
    `Permission denied on secret: ${secret} for Revision service account ${account}. The service account used must be ` +
    "granted the 'Secret Manager Secret Accessor' role (roles/secretmanager.secretAccessor) at the secret, project or higher level."
  );
}

/** Merges the release that brings the first secret; so many of its revisions are refused it. */
async function released(world: World, refused: number, account = RUNS_AS): Promise<number> {
  writeSecret(world, 'API_KEY');
  const text = world.file(dev, '1.0.0').replace('version: 1.0.0', 'version: 1.1.0');
  const number = await world.open({ files: { [path]: text } });
  await world.settle();
  for (let times = 0; times < refused; times += 1) world.runtime.failNextRevision(refusal(account));
  await world.merge(number);
  await world.settle();
  return number;
}

function attempts(world: World): number {
  return world.runtime.requests.filter(({ fields }) => fields.includes('template')).length;
}

story(
  'a revision that was refused its secrets is made anew until the grant is felt',
  withSecrets,
  async (world) => {
    const number = await released(world, 3);
    await world.later(minutes(2));
    expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
    expect(world.comment(number)).toContain('checkout 1.1.0 serves in dev');
    expect(Object.keys(copies(world))).toEqual(['checkout__API_KEY']);
    const passes = await world.queue.list({ state: 'all' });
    expect(passes.filter(({ failures }) => failures > 0)).toEqual([]);
  },
);

story(
  'meanwhile the comment says what it waits for, and each attempt comes later than the one before',
  withSecrets,
  async (world) => {
    const number = await released(world, 1_000);
    await world.later(minutes(5));
    expect(world.comment(number)).toContain('when its account may read its secrets');
    expect(attempts(world)).toBeLessThan(20);
    expect(await world.outcome(dev)).toBeNull();
    await world.later(minutes(15));
    expect(await world.outcome(dev)).toMatchObject({
      type: 'failed',
      hint: expect.stringContaining('deny policy'),
    });
    expect(attempts(world)).toBeGreaterThan(20);
    expect(attempts(world)).toBeLessThan(35);
  },
);

story('what another account is refused is no matter of waiting', withSecrets, async (world) => {
  await released(world, 1, OTHER);
  expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
});
