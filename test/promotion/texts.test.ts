// The merge requests that Runway opens by itself, and what can be read back from them.

import { expect, test } from '@jest/globals';
import { promotedTarget, promotionBranch, restoreBranch } from '../../src/promotion/branch.ts';
import { marker, promotionIn } from '../../src/promotion/marker.ts';
import { promotionBody, promotionTitle } from '../../src/promotion/proposal.ts';
import type { PromotionStory } from '../../src/promotion/proposal.ts';
import { restoreBody, restoreTitle } from '../../src/promotion/restore.ts';
import type { RestoreStory } from '../../src/promotion/restore.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

const promotion: PromotionStory = {
  target: 'production/checkout',
  from: 'staging',
  release: { version: '1.4.2', digest },
  before: '1.4.1',
  commits: {
    type: 'known',
    commits: [
      {
        sha: 'c'.repeat(40),
        title: 'Round cents down',
        author: 'Alice',
        url: 'https://gitlab.test/acme/checkout/-/commit/cccc',
      },
    ],
    complete: true,
    compare: null,
  },
  servingSince: '2026-11-24T11:00:00.000Z',
  soak: '30m',
  differences: [{ path: 'environment.LOG_LEVEL', before: 'debug', after: 'info' }],
};

const restore: RestoreStory = {
  target: 'production/checkout',
  mergeRequest: '!12',
  release: { version: '1.4.3' },
  reason: 'The container did not start.',
  detail: 'The user-provided container failed to listen on PORT=8080.',
  hint: 'Listen on the port in `PORT`.',
};

test('each target has one branch, and the branch leads back to it', () => {
  const target = 'production/checkout';
  expect(promotionBranch(target)).toBe('runway/promote/production/checkout');
  expect(restoreBranch(target)).toBe('runway/restore/production/checkout');
  expect(promotedTarget(promotionBranch(target))).toBe(target);
});

test.each([
  'main',
  'runway/promote/production',
  'runway/promote/production/checkout/more',
  'runway/promote//checkout',
  'runway/promote/production/Check Out',
  'runway/restore/production/checkout',
])('%s is not the branch of a promotion', (branch) => {
  expect(promotedTarget(branch)).toBeNull();
});

test('the title says what goes where', () => {
  expect(promotionTitle(promotion)).toBe('Promote checkout 1.4.2 to production');
  expect(restoreTitle(restore)).toBe('Restore checkout in production: 1.4.3 failed');
});

test('a promotion says what ships, the evidence, what differs and how to decline', () => {
  const body = promotionBody(promotion);
  expect(body).toContain('1.4.1 → **1.4.2**');
  expect(body).toContain('serves in staging since 2026-11-24 11:00 UTC');
  expect(body).toContain('soak of 30m');
  expect(body).toContain('Round cents down (Alice)');
  expect(body).toContain('https://gitlab.test/acme/checkout/-/commit/cccc');
  expect(body).toContain('environment.LOG_LEVEL');
  expect(body).toContain('**To decline,** close this without merging');
});

test('neither text calls itself by the word of one forge', () => {
  const texts = [promotionTitle(promotion), promotionBody(promotion)];
  const both = [...texts, restoreTitle(restore), restoreBody(restore)].join('\n');
  expect(both).not.toMatch(/(?:merge|pull) request/i);
});

test('a first release says so, and commits that are not known are not made up', () => {
  const body = promotionBody({
    ...promotion,
    before: null,
    soak: null,
    differences: [],
    commits: { type: 'unknown', reason: 'the project cannot be read.' },
  });
  expect(body).toContain('starts **1.4.2** here for the first time');
  expect(body).toContain('**Commits** are not known');
  expect(body).not.toContain('<details>');
});

test('a long list of commits is cut, and says how many there are', () => {
  const [commit] = promotion.commits.type === 'known' ? promotion.commits.commits : [];
  if (commit === undefined) throw new Error('there is a commit');
  const commits = Array.from({ length: 80 }, () => commit);
  const body = promotionBody({
    ...promotion,
    commits: { type: 'known', commits, complete: true, compare: null },
  });
  expect(body).toContain('80 commits');
  expect(body.match(/Round cents/g)).toHaveLength(50);
  expect(body).toContain('… and more');
});

test('a restore tells what failed in the words of the runtime, and what merging does', () => {
  const body = restoreBody(restore);
  expect(body).toContain('**1.4.3 does not run in production/checkout** (!12).');
  expect(body).toContain('failed to listen on PORT=8080');
  expect(body).toContain('environments/production/checkout.yml');
  expect(body).toContain('never stopped serving');
});

test('what a description is about can be read back', () => {
  const marked = { target: 'production/checkout', version: '1.4.2', digest } as const;
  expect(promotionIn(promotionBody(promotion))).toEqual(marked);
  expect(promotionIn(restoreBody(restore))).toBeNull();
  expect(promotionIn(promotionBody(promotion).replaceAll('\n', '\r\n'))).toEqual(marked);
});

test('nothing in a version can end the marker', () => {
  const marked = { target: 'production/checkout', version: '1--> <b>', digest } as const;
  const line = marker(marked);
  expect(line.indexOf('-->')).toBe(line.length - 3);
  expect(promotionIn(line)).toEqual(marked);
});

test.each([
  '',
  'A text of somebody',
  '> <!-- runway:promotion {"target":"a/b","version":"1","digest":"x"} -->',
  'Hello\n<!-- runway:promotion {"target":"a/b","version":"1","digest":"x"} -->',
  '<!-- runway:promotion {"target":"a/b"} -->',
  '<!-- runway:promotion {"target":"ab","version":"1","digest":"x"} -->',
  '<!-- runway:promotion [] -->',
  '<!-- runway:promotion nonsense -->',
])('a description that Runway has not made says nothing: %j', (description) => {
  expect(promotionIn(description)).toBeNull();
});

test('text from outside mentions nobody, commands nothing and hides nothing', () => {
  const evil = '@all\n/merge\n</details><!-- runway:promotion {} --> [x](javascript:alert(1))';
  const commits = [{ sha: 'c'.repeat(40), title: evil, author: evil, url: 'javascript:alert(1)' }];
  const promoted = promotionBody({
    ...promotion,
    soak: evil,
    commits: { type: 'known', commits, complete: true, compare: null },
    differences: [{ path: evil, before: evil, after: evil }],
  });
  const restored = restoreBody({ ...restore, reason: evil, detail: evil, hint: evil });
  for (const { body, markers } of [
    { body: promoted, markers: 1 },
    { body: restored, markers: 0 },
  ]) {
    const outside = body.replaceAll(/```[^]*?```/g, '');
    expect(body).not.toMatch(/^\s*\//m);
    expect([...body.matchAll(/<!--/g)]).toHaveLength(markers);
    expect(outside).not.toMatch(/@all/);
    expect(outside).not.toMatch(/(?<!\\)\]\(javascript:/);
  }
});
