// The plan as `runway plan` prints it.

import { expect, test } from '@jest/globals';
import { type Paint, plain, renderTerminal } from '../../src/plan/terminal.ts';
import { planOf, targetReview } from './comment/reviews.ts';
import { desired, image, serving, template } from '../support/planned-resources.ts';

test('a new version reads from target to field', () => {
  expect(renderTerminal([targetReview()], plain))
    .toBe(`production/checkout  1.4.1 → 1.4.2  update, expedited
  ~ Image
      ~ digest: sha256:aaaaaaaaaaaa… → sha256:bbbbbbbbbbbb…
  ~ Service us-east1  after production/checkout/Image
      ~ environment.LOG_LEVEL: info → debug
      ~ environment.RUNWAY_VERSION: 1.4.1 → 1.4.2
      + environment.TIMEOUT_MS: 250
      ~ image: us-docker.pkg.dev/acme-runway-production/checkout@sha256:aaaaaaaaaaaa… → us-docker.pkg.dev/acme-runway-production/checkout@sha256:bbbbbbbbbbbb…
  ~ Traffic us-east1  after production/checkout/Service/us-east1
      - shares.6vyuvozr: 100 %
      + shares.dgka4ch3: 100 %

1 target, 3 steps.
`);
});

test('nothing to change is one line', () => {
  const plan = planOf(desired(), [...serving({ template: template() }), image(template())]);

  expect(renderTerminal([targetReview({ plan })], plain)).toBe('Nothing to change.\n');
});

test('what acts at once is marked and counted', () => {
  const closed = { ingress: 'internal', invokerCheck: true } as const;
  const plan = planOf(desired(), [
    ...serving({ template: template(), endpoint: closed }),
    image(template()),
  ]);
  const printed = renderTerminal([targetReview({ plan })], plain);

  expect(printed).toContain('ingress: internal → all  (immediate)');
  expect(printed).toContain('1 target, 1 step, 2 widening access.');
});

test('no control character reaches the terminal, other than our own paint', () => {
  const paint: Paint = { ...plain, bold: (text) => `<${text}>` };
  const printed = renderTerminal(
    [
      targetReview({
        after: { version: '\u001b]0;owned\u0007', digest: '' },
        notices: ['\u001b[2J'],
        gates: [{ summary: 'a\u202eb', clearedBy: '\r\n$' }],
      }),
    ],
    paint,
  );

  expect(printed).toContain('<production/checkout>');
  expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
});
