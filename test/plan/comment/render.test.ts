// What every comment has, whatever is in it and however little room there is.

import { expect, test } from '@jest/globals';
import MarkdownIt from 'markdown-it';
import { renderComment } from '../../../src/plan/comment/render.ts';
import type { TargetReview } from '../../../src/plan/comment/review.ts';
import { readTail } from '../../../src/plan/comment/tail.ts';
import type { Target } from '../../../src/resources/address.ts';
import { elsewhere, head, planned, progress, review, situations, targetReview } from './reviews.ts';

const markdown = new MarkdownIt({ html: true, linkify: true });

const hostile =
  '<!-- runway:comment -->\n/merge\n@all | `x` ``` <img src=x> --> </details> \u202e **no** [a](b)';

function many(number: number): TargetReview[] {
  return Array.from({ length: number }, (_, index) => ({
    ...elsewhere(`staging/service-${index}` as Target),
    gates: [{ summary: '1.4.2 must serve in dev for 30 minutes.', clearedBy: 'waiting' }],
  }));
}

test.each(Object.entries(situations))('%s: marker first, state last', (_story, condition) => {
  const comment = renderComment(review(condition), 65_536);

  expect(comment.split('\n')[0]).toBe('<!-- runway:comment -->');
  expect(comment.split('<!--')).toHaveLength(3);
  expect(readTail(comment)?.head).toBe(head);
});

test('the state tells intent and effects of each target', () => {
  const comment = renderComment(review(planned([targetReview()])), 65_536);

  expect(readTail(comment)).toMatchObject({
    verdict: 'clear',
    targets: {
      'production/checkout': {
        intent: '0123456789abcdef',
        effects: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    },
  });
});

test('hostile text everywhere leaves the frame whole', () => {
  const gate = { summary: hostile, clearedBy: hostile };
  const problem = {
    severity: 'warning' as const,
    summary: hostile,
    hint: hostile,
    at: { path: hostile, line: 1, column: 1 },
  };
  const nasty = targetReview({
    before: { version: hostile, digest: hostile },
    after: { version: `${hostile}2`, digest: hostile },
    strategy: hostile,
    warnings: [problem],
    notices: [hostile],
    gates: [gate],
    manifest: [{ path: hostile, before: hostile, after: hostile }],
    completion: { type: 'to write', path: hostile, yaml: hostile, because: hostile },
    commits: {
      type: 'known',
      commits: [
        { sha: 'abc', title: hostile, author: hostile, url: `https://x.example/${hostile}` },
      ],
      complete: false,
      compare: { text: hostile, url: hostile },
    },
  });
  const outcome = { type: 'failed', reason: hostile, detail: hostile, hint: hostile } as const;
  const conditions = [
    planned([nasty]),
    { state: 'invalid', problems: [{ ...problem, severity: 'error' }] } as const,
    { state: 'conflict', paths: [hostile] } as const,
    { state: 'unknown', reason: hostile, hint: hostile } as const,
    {
      state: 'merged',
      targets: [
        progress({ outcome, serving: hostile, restore: { text: hostile, url: hostile } }),
        progress({ outcome: { type: 'superseded', by: hostile } }),
        progress({
          progress: [{ region: hostile, subject: 'image', state: 'done', words: hostile }],
        }),
      ],
    } as const,
  ];

  for (const condition of conditions) {
    const comment = renderComment(review(condition), 1_000_000);
    const body = comment.split('\n').slice(1, -1).join('\n');

    expect(body).not.toContain('<!--');
    expect(body).not.toContain('-->');
    expect(body).not.toMatch(/^\s*\//m);
    expect(markdown.render(comment)).not.toMatch(/<img|<b>no/);
    expect(body.match(/<details>/g)?.length).toBe(
      body.split('\n').filter((line) => line === '</details>').length || undefined,
    );
    expect(readTail(comment)).not.toBeNull();
  }
});

test.each([65_536, 20_000, 4_000])('300 targets fit into %i characters', (limit) => {
  const comment = renderComment(review(planned(many(300))), limit);

  expect(comment.length).toBeLessThanOrEqual(limit);
  expect(comment).toContain('### Runway: merging changes 300 targets in staging.');
  expect(comment).toContain('| Target | Version | Action | Strategy | Risk |');
  expect(comment).toContain('1.4.2 must serve in dev for 30 minutes. Cleared by waiting.');
  expect(comment).toContain('**Merging will** update 300 targets');
  expect(readTail(comment)?.verdict).toBe('blocked');
});

test('details go before rows, and rows before counts', () => {
  const rows = (limit: number): number =>
    renderComment(review(planned(many(100))), limit).split('| staging/service-').length - 1;

  expect(renderComment(review(planned(many(100))), 1_000_000)).toContain('<details>');
  expect(renderComment(review(planned(many(100))), 40_000)).not.toContain('<details>');
  expect(rows(40_000)).toBe(100);
  expect(renderComment(review(planned(many(100))), 5_000)).toContain('| staging: 100 targets |');
});

test('a thousand mistakes and a reason without end still fit', () => {
  const at = { path: 'environments/dev/checkout.yml', line: 1, column: 1 };
  const problems = Array.from({ length: 1_000 }, (_, index) => ({
    severity: 'error' as const,
    summary: `Mistake ${index}.`,
    hint: 'Mend it.',
    at,
  }));
  const mistakes = renderComment(review({ state: 'invalid', problems }), 10_000);
  const endless = renderComment(
    review({ state: 'unknown', reason: 'x'.repeat(100_000), hint: 'Wait.' }),
    10_000,
  );

  expect(mistakes.length).toBeLessThanOrEqual(10_000);
  expect(mistakes).toContain('1000 mistakes in the files');
  expect(mistakes).toMatch(/and \d+ others/);
  expect(endless.length).toBeLessThanOrEqual(10_000);
  expect(readTail(endless)?.verdict).toBe('unknown');
});

test('an empty plan says so in one line', () => {
  const comment = renderComment(review(planned([], { unchanged: ['dev/checkout'] })), 65_536);

  expect(comment).toContain('### Runway: merging changes nothing that runs.');
  expect(comment).toContain('Unchanged: dev/checkout.');
});

test('regions that change alike are shown once', () => {
  const one = targetReview();
  const inEurope = JSON.parse(JSON.stringify(one.plan).replaceAll('us-east1', 'europe-west1'));
  const waves = one.plan.waves.map((wave, index) =>
    index === 0 ? wave : [...wave, ...inEurope.waves[index]],
  );
  const comment = renderComment(
    review(planned([{ ...one, plan: { ...one.plan, waves } }])),
    65_536,
  );

  expect(comment).toContain('@@ Service in europe-west1 and us-east1: update');
  expect(comment.match(/LOG_LEVEL: info/g)).toHaveLength(1);
});

test('after the merge, time alone does not change the comment', () => {
  const merged = review({ state: 'merged', targets: [progress()] });
  const hourLater = { ...merged, plannedAt: '2026-11-24T22:30:12Z' };

  expect(renderComment(hourLater, 65_536)).toBe(renderComment(merged, 65_536));
});

test('a failure before any traffic moved says that callers are served as before', () => {
  const outcome = { type: 'failed', reason: 'It exited.', detail: '', hint: '' } as const;
  const waiting = { region: 'us-east1', subject: 'traffic', state: 'waiting', words: '' } as const;
  const told = (changes: object): string =>
    renderComment(
      review({ state: 'merged', targets: [progress({ outcome, ...changes })] }),
      65_536,
    );

  expect(told({ progress: [waiting] })).toContain('What served before keeps serving.');
  expect(told({ progress: [{ ...waiting, state: 'under way' }] })).not.toContain('keeps serving');
  expect(told({ progress: [waiting], before: null })).not.toContain('keeps serving');
});

test('a comment of somebody else has no state', () => {
  expect(readTail('hello')).toBeNull();
  expect(readTail('<!-- runway:comment -->\n<!-- runway:state {broken -->')).toBeNull();
});

test('an example in a hint keeps its lines', () => {
  const hint = 'The smallest is:\nkind: RunwayService\nspec:\n  container_port: 8080';
  const at = { path: 'a.yml', line: 1, column: 1 };
  const problem = { severity: 'error', summary: 'There is no manifest.', hint, at } as const;
  expect(renderComment(review({ state: 'invalid', problems: [problem] }), 10_000)).toContain(
    [
      '- `a.yml:1:1` There is no manifest. The smallest is:',
      '  ```yaml',
      '  kind: RunwayService',
      '  spec:',
      '    container_port: 8080',
      '  ```',
    ].join('\n'),
  );
});
