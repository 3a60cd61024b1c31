// The plan as `runway plan` prints it.

import { expect, test } from '@jest/globals';
import { type Paint, plain, renderTerminal } from '../../src/plan/terminal.ts';
import { everything, provisioning } from './comment/provisionings.ts';
import { planOf, targetReview } from './comment/reviews.ts';
import { desired, image, serving, template } from '../support/planned-resources.ts';
import { provisioned, rules } from '../support/provisioned-resources.ts';

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

test('what a workload may do is told in sentences, without a version', () => {
  const seen = everything().map((one) =>
    one.kind === 'VaultPolicy' && one.spec.placeholder !== null
      ? { ...one, spec: { ...one.spec, rules: rules('env/dev/service', ['read']) } }
      : one,
  );
  const review = provisioning(provisioned({ roles: ['roles/cloudsql.client'] }), seen);

  expect(renderTerminal([review], plain)).toBe(`dev/checkout  update
  ~ service account run-checkout gains roles/cloudsql.client
      + roles.roles/cloudsql.client: yes
  ~ Vault policy runway-dev-checkout gets other rules
      ~ rules:
      -   path "runway/data/env/dev/service/*" {
      +   path "runway/data/env/dev/service/checkout/*" {

1 target, 2 steps, 2 changing who may do what.
`);
});

test('what goes is counted, and says what it waits for', () => {
  const seen = everything({ regions: ['us-east1'] }, { inUse: true });
  const printed = renderTerminal([provisioning([], seen)], plain);

  expect(printed).toContain(
    '  - service checkout in us-east1 is removed later  under way: what was deployed to it is not removed yet\n',
  );
  expect(printed).toContain(
    '  - service account dep-checkout is removed  after dev/checkout/ParkedService/us-east1\n',
  );
  expect(printed).toContain('1 target, 9 steps, 9 taking something away.');
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
