// What an older sandbox has left behind.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openStore } from '../../../src/sandbox/forge/model/store.ts';
import { gitlabRules } from '../../../src/sandbox/gitlab/model/rules.ts';
import { aWorld, commit, propose } from './a-world.ts';

test('a folder from before GitHub opens, with what was not kept then filled in', async () => {
  const here = await aWorld(gitlabRules);
  try {
    await commit(here, { by: 'bob', branch: 'topic', path: 'one.txt', text: '1\n' });
    await propose(here, { by: 'bob', source: 'topic', title: 'Draft: later' });
    const { dir } = here.world.store;
    const file = join(dir, 'state', `project-${here.project.id}.json`);
    const kept = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const [mr] = kept['mergeRequests'] as Record<string, unknown>[];
    if (mr === undefined) throw new Error('no merge request was kept');
    for (const name of ['sourceProject', 'draft', 'method', 'reviews']) delete mr[name];
    for (const name of ['forkOf', 'checkRuns', 'checkSuites', 'queue', 'mergeQueue', 'rulesets'])
      delete kept[name];
    await writeFile(file, JSON.stringify(kept));

    const project = openStore(dir, 'GitLab').projectByPath('acme/platform');
    expect(project).toMatchObject({ forkOf: null, checkRuns: [], queue: [], mergeQueue: false });
    expect(project?.mergeRequests).toEqual([
      expect.objectContaining({ sourceProject: project?.id, draft: true, reviews: [] }),
    ]);
  } finally {
    await here.end();
  }
});
