// What people read in the main situations. `UPDATE_GOLDEN=1` writes the files anew: read them then.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { renderComment } from '../../../src/plan/comment/render.ts';
import { review, situations } from './reviews.ts';

const folder = join(import.meta.dirname, '..', 'golden');

test.each(Object.entries(situations))('%s reads as in its golden file', (story, condition) => {
  const path = join(folder, `${story.replaceAll(/[^a-z0-9]+/g, '-')}.md`);
  const comment = `${renderComment(review(condition), 65_536)}\n`;

  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, comment);

  expect(comment).toBe(readFileSync(path, 'utf8'));
  // What one forge calls a merge request the other calls a pull request.
  expect(comment.replaceAll(/\(http\S+\)/g, '')).not.toMatch(/(?:merge|pull) request/i);
});
