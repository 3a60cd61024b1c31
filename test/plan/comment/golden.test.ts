// What people read in the main situations. `UPDATE_GOLDEN=1` writes the files anew: read them then.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { renderComment } from '../../../src/plan/comment/render.ts';
import type { Review } from '../../../src/plan/comment/review.ts';
import { provisionings } from './provisionings.ts';
import { review, situations } from './reviews.ts';

const folder = join(import.meta.dirname, '..', 'golden');

const stories: [string, Review][] = [
  ...Object.entries(situations).map(([story, condition]): [string, Review] => [
    story,
    review(condition),
  ]),
  ...Object.entries(provisionings).map(([story, condition]): [string, Review] => [
    story,
    { ...review(condition), program: 'provisioner' },
  ]),
];

test.each(stories)('%s reads as in its golden file', (story, told) => {
  const path = join(folder, `${story.replaceAll(/[^a-z0-9]+/g, '-')}.md`);
  const comment = `${renderComment(told, 65_536)}\n`;

  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, comment);

  expect(comment).toBe(readFileSync(path, 'utf8'));
  // What one forge calls a merge request the other calls a pull request.
  expect(comment.replaceAll(/\(http\S+\)/g, '')).not.toMatch(/(?:merge|pull) request/i);
});
