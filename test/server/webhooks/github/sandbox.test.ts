// What happens on the sandbox's GitHub, as the bot's door hears it.

import { expect } from '@jest/globals';
import { gitHubHooks } from '../../../../src/server/webhooks/github/github.ts';
import { type AcmeGitHub, platform, startAcmeGitHub } from '../../../sandbox/github/acme-github.ts';
import { eventually } from '../../../sandbox/eventually.ts';
import { cloned } from '../../../sandbox/github/pushing.ts';
import { type Listening, served, watched } from '../../listening.ts';

/** A test with a GitHub whose App sends its webhooks to the bot. */
function onGitHub(
  name: string,
  tell: (server: Listening, world: AcmeGitHub) => Promise<void>,
): void {
  const worlds: AcmeGitHub[] = [];
  served(
    name,
    async (server) => {
      const [world] = worlds;
      if (world === undefined) throw new Error('there is no GitHub');
      try {
        const url = `${server.url}/webhooks/github`;
        world.github.setAppHook({ url, secret: server.secret });
        await tell(server, world);
      } finally {
        await world.stop();
      }
    },
    {},
    {
      hooks: async ({ secret, log }) => {
        const world = await startAcmeGitHub();
        worlds.push(world);
        const secrets = async (): Promise<readonly string[]> => [secret];
        return gitHubHooks({ secrets, watched, appId: world.github.app.id, log });
      },
    },
  );
}

/** What was asked for from here on, each once. */
async function askedFor(server: Listening, work: () => Promise<unknown>): Promise<Set<string>> {
  const before = server.traced.length;
  const now = (): Set<string> =>
    new Set(
      server.traced.slice(before).flatMap(({ what }) => /^deliver (.+)$/.exec(what)?.[1] ?? []),
    );
  await work();
  await eventually(async () => now().size > 0);
  return now();
}

onGitHub('every step of a pull request is heard', async (server, world) => {
  const clone = await cloned(world);
  await clone.push('story', { 'story.md': 'x\n' });
  const pull = { title: 'Story', head: 'story', base: 'main' };
  let number = 0;
  expect(
    await askedFor(server, async () => {
      const opened = await world.repo('alice', 'POST', '/pulls', pull);
      ({ number } = opened.body as { number: number });
    }),
  ).toEqual(new Set([`review:${number}`]));
  const reviews = `/pulls/${number}/reviews`;
  expect(
    await askedFor(server, () => world.repo('bob', 'POST', reviews, { event: 'APPROVE' })),
  ).toEqual(new Set([`review:${number}`]));
  await askedFor(server, () => world.repo('bob', 'PUT', `/pulls/${number}/merge`, {}));
  await eventually(async () => (await server.asked()).includes('watch:*'));
  await clone.remove();
});

onGitHub(
  'a check that is wanted again is heard, and that it was written is not',
  async (server, world) => {
    const clone = await cloned(world);
    const head = await clone.push('checked', { 'checked.md': 'x\n' });
    const pull = { title: 'Checked', head: 'checked', base: 'main' };
    const opening = await askedFor(server, () => world.repo('alice', 'POST', '/pulls', pull));
    const [number = ''] = [...opening].map((asked) => asked.replace('review:', ''));
    const token = await world.installationToken();
    const run = {
      name: 'runway/plan',
      head_sha: head,
      external_id: `${number} abc`,
      status: 'completed',
      conclusion: 'success',
    };
    const heard = await askedFor(server, async () => {
      const made = await world.ask(token, 'POST', `/repos/${platform}/check-runs`, run);
      const { id } = made.body as { id: number };
      await world.repo('alice', 'POST', `/check-runs/${id}/rerequest`);
    });
    expect(heard).toEqual(new Set([`review:${number}`]));
    expect(server.traced.filter(({ what }) => /not taken|probot/.test(what))).toEqual([]);
    await clone.remove();
  },
);
