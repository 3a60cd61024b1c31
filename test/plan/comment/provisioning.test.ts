// What the provisioner's comment has, whoever named things and however many there are; and what is said of secrets.

import { expect, test } from '@jest/globals';
import MarkdownIt from 'markdown-it';
import { renderComment } from '../../../src/plan/comment/render.ts';
import type { Condition, Review } from '../../../src/plan/comment/review.ts';
import { secretLines } from '../../../src/plan/comment/secrets.ts';
import { sentences } from '../../../src/plan/comment/sentence.ts';
import { readTail } from '../../../src/plan/comment/tail.ts';
import { planStatus } from '../../../src/plan/status.ts';
import { addressOf, type Target } from '../../../src/resources/address.ts';
import type { Observed, Resource } from '../../../src/resources/resource.ts';
import { provisioned } from '../../support/provisioned-resources.ts';
import { desired, image, serving, template } from '../../support/planned-resources.ts';
import { everything, provisioning, provisioningPlan, provisionings } from './provisionings.ts';
import { planned, planOf, review } from './reviews.ts';

function told(condition: Condition): Review {
  return { ...review(condition), program: 'provisioner' };
}

const hostile = '`x` ``` </details> <img src=x> @all\n/merge\n--> **no** [a](b) \u202e| y';

/** Every text within it, however deep. */
function poisoned<T>(value: T): T {
  if (typeof value === 'string') return `${value} ${hostile}` as T;
  if (Array.isArray(value)) return value.map(poisoned) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, poisoned(member)]),
  ) as T;
}

function nasty<R extends Resource | Observed>(resource: R): R {
  return { ...resource, spec: poisoned(resource.spec) };
}

test('whatever things are called, the frame stays whole', () => {
  const strange = provisioned({ roles: ['roles/owner'] }).map(nasty);
  const reviews = [
    provisioning(strange, []),
    provisioning([], everything().map(nasty)),
    provisioning(provisioned(), everything({ roles: ['roles/editor'] }).map(nasty)),
    provisioning(strange, everything()),
  ];
  for (const one of reviews) {
    const comment = renderComment(told(planned([one])), 1_000_000);
    const body = comment.split('\n').slice(1, -1).join('\n');

    expect(body).not.toContain('-->');
    expect(body).not.toMatch(/^\s*\//m);
    expect(new MarkdownIt({ html: true }).render(comment)).not.toMatch(/<img|<strong>no/);
    expect(body.match(/<details>/g)?.length).toBe(
      body.split('\n').filter((line) => line === '</details>').length,
    );
    expect(readTail(comment)).not.toBeNull();
  }
});

test('300 workloads fit, and keep table and verdict', () => {
  const targets = Array.from({ length: 300 }, (_, index) => {
    const target: Target = `dev/service-${index}`;
    return provisioning(provisioned({ target }), [], { target });
  });
  for (const limit of [65_536, 4_000]) {
    const comment = renderComment(told(planned(targets)), limit);

    expect(comment.length).toBeLessThanOrEqual(limit);
    expect(comment).toContain('### Runway: merging provisions 300 workloads in dev.');
    expect(comment).toContain('| Target | Action | What | Risk |');
  }
});

test.each(Object.entries(provisionings))('%s: nothing is said of versions', (_story, condition) => {
  const comment = renderComment(told(condition), 65_536);

  expect(comment.split('\n')[0]).toBe('<!-- runway:comment provisioner -->');
  expect(comment).not.toMatch(/\| Version \||Strategy|none →|undefined|null/);
});

test.each([
  ['a workload is onboarded', 'Merging provisions checkout in dev, staging and production.'],
  [
    'a workload leaves an environment',
    'Merging takes from checkout in dev and staging all that Runway made for it.',
  ],
  ['provisioning failed', 'Provisioning checkout in dev failed.'],
])('%s: the status says it in a line', (story, summary) => {
  const condition = provisionings[story];
  if (condition === undefined) throw new Error(`no story ${story}`);
  expect(planStatus(told(condition)).summary).toBe(summary);
});

test('every change of rights has a sentence', () => {
  const changed = everything().map((seen): Observed => {
    if (seen.kind === 'ImageRepository') {
      const readers = ['group:everybody@acme.dev'];
      return { ...seen, spec: { ...seen.spec, readers, untaggedDays: 1 } };
    }
    if (seen.kind !== 'VaultRole' || seen.spec.auth !== 'jwt') return seen;
    const claims = { email: 'mallory@acme.dev' };
    return { ...seen, spec: { ...seen.spec, claims, policies: ['root'], ttlSeconds: 60 } };
  });
  const { waves } = provisioningPlan(provisioned(), changed);

  expect(sentences(waves.flat())).toEqual([
    'image repository `checkout` in `us` no longer lets `group:everybody@acme.dev` read, lets `runway-plans@acme-runway-dev` read and changes `untaggedDays` from `1` to `30`',
    'Vault role `runway-dev-checkout` changes `claims.email` from `mallory@acme.dev` to `dep-checkout@acme-runway-dev.iam.gserviceaccount.com`, loses policy `root`, gains policy `runway-dev-checkout` and changes `ttlSeconds` from `60` to `900`',
  ]);
});

test('a version of a secret that is copied already is told all the same, once for all regions', () => {
  const reference = (version: string) => ({ secret: 'checkout__API_KEY', version });
  const live = template({ secrets: { API_KEY: reference('vault:8'), OLD: reference('vault:2') } });
  const wanted = { secrets: { API_KEY: reference('vault:7') } };
  const plan = planOf(
    [...desired(wanted), ...desired(wanted, 'europe-west1').slice(1)],
    [
      ...serving({ template: live }),
      ...serving({ template: live, region: 'europe-west1' }),
      image(live),
    ],
  );

  expect(secretLines(plan.waves.flat())).toEqual(['! API_KEY: version 8 → 7', '- OLD: version 2']);
});

test('a secret whose copies were removed by hand is told once, as what the container gets', () => {
  const reference = (version: string) => ({ secret: 'checkout__API_KEY', version });
  const live = template({ secrets: { API_KEY: reference('6') } });
  const wanted = { secrets: { API_KEY: reference('vault:1') } };
  const secret: Resource<'Secret'> = {
    kind: 'Secret',
    address: addressOf('production/checkout', 'Secret', 'API_KEY'),
    target: 'production/checkout',
    region: null,
    spec: { name: 'API_KEY', secret: 'checkout__API_KEY', source: 'x', version: 1, readers: ['a'] },
  };
  const plan = planOf([secret, ...desired(wanted)], [...serving({ template: live }), image(live)]);

  expect(secretLines(plan.waves.flat())).toEqual(['! API_KEY: version unknown → 1']);
});
