import { expect, test } from '@jest/globals';
import { createRegionsNamed } from '../../src/passes/former-regions.ts';
import type { Sha } from '../../src/ports/forge.ts';
import { environment, parsed } from '../documents/files.ts';

const path = 'environments/dev/environment.yml';

/** A line of commits, oldest first, with the regions that the rules name at each. */
function historyOf(...commits: readonly (readonly string[])[]) {
  const shas = commits.map((_, index) => `commit-${index}` as Sha);
  const at = (sha: Sha): number => shas.indexOf(sha);
  const asked: Sha[] = [];
  const named = createRegionsNamed(
    {
      lastChange: async (commit) => {
        for (let index = at(commit); index >= 0; index -= 1) {
          if (commits[index]?.join() !== commits[index - 1]?.join()) return shas[index] ?? null;
        }
        return null;
      },
      parent: async (commit) => shas[at(commit) - 1] ?? null,
    },
    async (commit) => {
      asked.push(commit);
      const list = commits[at(commit)]?.join(', ') ?? '';
      return parsed(path, environment('dev').replace('us-east1, europe-west1', list));
    },
  );
  return { named: async (sha: Sha) => [...(await named(sha, 'dev'))].sort(), shas, asked };
}

test('all regions that were ever named are told, and none that come later', async () => {
  const { named, shas } = historyOf(['us-east1', 'asia-east1'], ['us-east1'], ['us-west1']);
  expect(await named(shas[2] as Sha)).toEqual(['asia-east1', 'us-east1', 'us-west1']);
  expect(await named(shas[1] as Sha)).toEqual(['asia-east1', 'us-east1']);
});

test('bug: whoever asks at the same time is told all of them, too', async () => {
  const { named, shas } = historyOf(['us-east1', 'asia-east1'], ['us-east1'], ['us-east1']);
  const newest = shas[2] as Sha;
  const answers = await Promise.all([named(newest), named(newest), named(shas[1] as Sha)]);
  for (const answer of answers) expect(answer).toEqual(['asia-east1', 'us-east1']);
});

test('a commit that leaves the rules alone costs no reading', async () => {
  const { named, shas, asked } = historyOf(['us-east1'], ['us-west1'], ['us-west1']);
  await named(shas[1] as Sha);
  const before = asked.length;
  expect(await named(shas[2] as Sha)).toEqual(['us-east1', 'us-west1']);
  expect(asked).toHaveLength(before);
});
