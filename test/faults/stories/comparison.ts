// That the comparison sees: every part of it is changed once, by hand, and must be noticed.

import { expect, test } from '@jest/globals';
import { cloudRunOf } from '../../support/cloud-run-state.ts';
import { endState } from '../../support/end-state.ts';
import { personAt } from '../../support/sandbox-person.ts';
import type { Shared } from '../one-sandbox.ts';

const NOTHING = { mergeRequest: 0, convergence: 0, revisions: [] };

export function comparison(shared: () => Shared): void {
  test('a note, a status, a title, a file, a label or a mark more makes another end', async () => {
    const { team } = shared();
    const { alice, olga, sandbox } = team;
    const bot = personAt(sandbox, 'runway');
    const project = `/projects/${encodeURIComponent(sandbox.forge.project)}`;
    const look = () => endState(sandbox, alice, NOTHING);
    const [newest] = await alice.mergeRequests({ state: 'merged' });
    const { number, head, title } = newest ?? { number: 0, head: '', title: '' };

    const begun = await look();
    expect(await look()).toEqual(begun);

    const note = await bot.ask<{ id: number }>(
      'POST',
      `${project}/merge_requests/${number}/notes`,
      {
        body: 'One more.',
      },
    );
    expect(await look()).not.toEqual(begun);
    await bot.ask('DELETE', `${project}/merge_requests/${number}/notes/${note.body.id}`);
    expect(await look()).toEqual(begun);

    await alice.rename(number, `${title}!`);
    const changes = (await look()).mergeRequests;
    expect(changes).not.toEqual(begun.mergeRequests);

    await bot.ask('POST', `${project}/statuses/${head}`, {
      state: 'success',
      name: 'runway/other',
    });
    expect((await look()).mergeRequests).not.toEqual(changes);

    const run = cloudRunOf(sandbox);
    const dev = sandbox.cloudRun.projects['dev'] ?? '';
    const [service] = await run.services(dev, 'us-east1');
    await run.update({ name: service?.name ?? '', labels: { ...service?.labels, more: 'one' } }, [
      'labels',
    ]);
    const live = (await look()).live;
    expect(live).not.toEqual(begun.live);
    const annotations = { ...service?.annotations, 'runway.dev/hold': '{"reason":"test"}' };
    await run.update({ name: service?.name ?? '', annotations }, ['annotations']);
    expect((await look()).live).not.toEqual(live);
    await run.close();

    await olga.commit({
      branch: sandbox.forge.defaultBranch,
      message: 'One more file',
      files: { 'docs/more.md': '# More\n' },
    });
    expect((await look()).files).not.toEqual(begun.files);
  }, 60_000);
}
