// The situations that the golden comments show, each named for its story.

import type {
  Condition,
  Review,
  TargetProgress,
  TargetReview,
} from '../../../src/plan/comment/review.ts';
import { planParking } from '../../../src/plan/park.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { planTarget } from '../../../src/plan/plan-target.ts';
import { addressOf, type Target } from '../../../src/resources/address.ts';
import type { Template } from '../../../src/resources/kinds.ts';
import type { Observed, Resource, SecretCopy } from '../../../src/resources/resource.ts';
import {
  desired,
  digest,
  image,
  noMarks,
  observed,
  region,
  resource,
  revision,
  serviceSpec,
  serving,
  target,
  template,
} from '../../support/planned-resources.ts';

export const head = '3f2a9c1d'.repeat(5);

export function review(condition: Condition): Review {
  return { head, condition };
}

export const old = { version: '1.4.1', digest: digest('a') };
export const next = { version: '1.4.2', digest: digest('b') };

export const nextTemplate: Template = template({
  image: `us-docker.pkg.dev/acme-runway-production/checkout@${digest('b')}`,
  environment: { LOG_LEVEL: 'debug', RUNWAY_VERSION: '1.4.2', TIMEOUT_MS: '250' },
});

export function planOf(wanted: readonly Resource[], seen: readonly Observed[]) {
  return planTarget({
    target: wanted[0]?.target ?? target,
    intent: '0123456789abcdef',
    desired: wanted,
    observed: seen,
    tried: new Set(),
    surplus: 'left',
    adopt: false,
  });
}

const nowServing = [...serving({ template: template() }), image(template())];

export function targetReview(changes: Partial<TargetReview> = {}): TargetReview {
  return {
    target,
    before: old,
    after: next,
    strategy: 'expedited',
    plan: planOf(desired(nextTemplate), nowServing),
    warnings: [],
    commits: { type: 'none' },
    manifest: [],
    notices: [],
    completion: null,
    gates: [],
    ...changes,
  };
}

export function planned(
  targets: readonly TargetReview[],
  changes: Partial<Extract<Condition, { state: 'planned' }>> = {},
): Condition {
  return { state: 'planned', draft: false, targets, unchanged: [], ...changes };
}

export function progress(changes: Partial<TargetProgress> = {}): TargetProgress {
  return {
    target,
    before: old,
    after: next,
    progress: [],
    outcome: null,
    standstill: null,
    restore: null,
    ...changes,
  };
}

/** The same plan for another target. */
export function elsewhere(of: Target): TargetReview {
  const [environment = ''] = of.split('/');
  const text = JSON.stringify(targetReview().plan).replaceAll(target, of);
  return targetReview({
    target: of,
    plan: JSON.parse(text),
    strategy: environment === '' ? '' : 'expedited',
  });
}

function secret(variable: string, version: number): Resource<'Secret'> {
  return {
    kind: 'Secret',
    address: addressOf(target, 'Secret', variable),
    target,
    region: null,
    spec: {
      name: variable,
      secret: `checkout__${variable}`,
      source: `runway/env/production/service/checkout/${variable}`,
      version,
      readers: ['serviceAccount:run-checkout@acme-runway-production.iam.gserviceaccount.com'],
    },
  };
}

/** One secret has a newer version, and another is new. */
function withSecrets(): Plan {
  const copied: SecretCopy = {
    number: '3',
    version: 7,
    createdAt: '2026-11-01T10:00:00Z',
    state: 'enabled',
    current: true,
    disabledAt: null,
  };
  const before = { API_KEY: { secret: 'checkout__API_KEY', version: '3' } };
  const after = {
    API_KEY: { secret: 'checkout__API_KEY', version: 'vault:8' },
    DB_PASSWORD: { secret: 'checkout__DB_PASSWORD', version: 'vault:1' },
  };
  const wished = [secret('API_KEY', 8), secret('DB_PASSWORD', 1), ...desired({ secrets: after })];
  const live = template({ secrets: before });
  return planOf(wished, [
    ...serving({ template: live }),
    image(live),
    observed(secret('API_KEY', 7), { copies: [copied], source: 'live' }),
  ]);
}

const name = revision(nextTemplate).name;

function leavingEurope(): Plan {
  const endpoint = { ingress: 'internal', invokerCheck: false } as const;
  const scaling = { minInstances: 1, maxInstances: 5 };
  const here = serving({ template: template(), service: { scaling }, endpoint });
  const going = planOf(desired(nextTemplate), [...here, image(nextTemplate)]);
  const left = serving({ template: template(), region: 'europe-west1' });
  const parking = planParking({ target, intent: going.intent, observed: left });
  return { ...going, waves: [...going.waves, ...parking.waves] };
}

export const situations: Readonly<Record<string, Condition>> = {
  'a new version': planned(
    [
      targetReview({
        commits: {
          type: 'known',
          commits: [
            {
              sha: 'b7d0c5e2'.repeat(5),
              title: 'Retry a payment once (see #12)',
              author: 'Alice Archer',
              url: 'https://gitlab.acme.dev/acme/checkout/-/commit/b7d0c5e2',
            },
            {
              sha: '11aa22bb'.repeat(5),
              title: 'Log `LOG_LEVEL` at start',
              author: 'Bob Baker',
              url: null,
            },
          ],
          complete: true,
          compare: {
            text: '1.4.1 to 1.4.2',
            url: 'https://gitlab.acme.dev/acme/checkout/-/compare/1.4.1...1.4.2',
          },
        },
        manifest: [{ path: 'spec.environment.TIMEOUT_MS', before: null, after: '250' }],
        warnings: [
          {
            severity: 'warning',
            summary: '`network_policies` has no effect on Cloud Run.',
            hint: 'Remove it, or leave it for other runtimes.',
            at: { path: 'environments/production/checkout.yml', line: 21, column: 7 },
          },
        ],
        completion: {
          type: 'pushed',
          commit: '3f2a9c1d'.repeat(5),
          fields: ['digest', 'commit', 'manifest'],
        },
      }),
    ],
    { unchanged: ['production/catalog', 'production/mailer'] },
  ),

  'the first deployment': planned([
    targetReview({ before: null, after: old, plan: planOf(desired(), []) }),
  ]),

  'scaling and wider access': planned([
    targetReview({
      after: old,
      plan: planOf(
        desired().map((wanted) =>
          wanted.kind === 'Service'
            ? resource('Service', serviceSpec({ scaling: { minInstances: 2, maxInstances: 20 } }))
            : wanted,
        ),
        [
          ...serving({
            template: template(),
            endpoint: { ingress: 'internal', invokerCheck: false },
          }),
          image(template()),
        ],
      ),
    }),
  ]),

  'a version, scaling, access and one region less': planned([
    targetReview({
      plan: leavingEurope(),
    }),
  ]),

  'back to a revision that is ready': planned([
    targetReview({
      before: next,
      after: old,
      plan: planOf(desired(), [
        ...serving({ template: nextTemplate, revisions: [revision(template())] }),
        image(template()),
      ]),
      gates: [
        {
          summary: '1.4.1 must serve in staging for 30 minutes; 12 are done.',
          clearedBy: 'waiting until 21:48 UTC',
        },
      ],
    }),
  ]),

  'a secret is rotated and one is new': planned([
    targetReview({ after: old, plan: withSecrets() }),
  ]),

  'a removed file': planned([
    targetReview({
      after: null,
      plan: planParking({ target, intent: '0123456789abcdef', observed: nowServing }),
    }),
  ]),

  'something foreign, in a draft': planned(
    [
      targetReview({
        before: null,
        plan: planOf(desired(nextTemplate), [
          observed(
            resource('Service', serviceSpec(), { region }),
            { marks: noMarks, revisions: [], closely: true },
            { owned: false },
          ),
        ]),
      }),
    ],
    { draft: true },
  ),

  'a release that the author must complete': planned([
    targetReview({
      completion: {
        type: 'to write',
        path: 'environments/production/checkout.yml',
        because: 'the branch is in a fork',
        yaml: `release:\n  version: 1.4.2\n  image: registry.acme.dev/acme/checkout\n  digest: ${digest('b')}\n`,
      },
      notices: [
        'The tag 1.4.2 was first seen as sha256:cccc and is now sha256:bbbb: it has been moved.',
      ],
    }),
  ]),

  'several targets': planned(
    [
      elsewhere('dev/checkout'),
      elsewhere('staging/checkout'),
      targetReview({
        target: 'staging/mailer',
        after: null,
        plan: JSON.parse(
          JSON.stringify(
            planParking({ target, intent: 'fedcba9876543210', observed: nowServing }),
          ).replaceAll(target, 'staging/mailer'),
        ),
      }),
    ],
    { unchanged: Array.from({ length: 14 }, (_, index): Target => `staging/service-${index}`) },
  ),

  'mistakes in the files': {
    state: 'invalid',
    problems: [
      {
        severity: 'error',
        summary: '`min_instance` is not a field of `scalability`.',
        hint: 'Did you mean `min_instances`?',
        at: { path: 'environments/production/checkout.yml', line: 14, column: 5 },
      },
      {
        severity: 'error',
        summary: '`version` is a number, and 1.10 would become 1.1.',
        hint: "Write '1.10' in quotes.",
        at: { path: 'environments/dev/mailer.yml', line: 5, column: 12 },
      },
    ],
  },

  'a conflict': { state: 'conflict', paths: ['environments/dev/checkout.yml'] },

  'could not look': {
    state: 'unknown',
    reason: 'Cloud Run did not answer for acme-runway-production in us-east1 (deadline exceeded).',
    hint: 'Runway tries again by itself in a minute.',
  },

  'live progress': {
    state: 'merged',
    targets: [
      progress({
        progress: [
          { region: null, subject: 'image', state: 'done', words: '' },
          { region: 'us-east1', subject: 'revision', state: 'done', words: name },
          { region: 'us-east1', subject: 'traffic', state: 'under way', words: '25 %' },
          { region: 'us-east1', subject: 'endpoint', state: 'done', words: '' },
          { region: 'europe-west1', subject: 'revision', state: 'under way', words: 'starting' },
          { region: 'europe-west1', subject: 'traffic', state: 'waiting', words: '' },
        ],
      }),
      progress({
        target: 'staging/checkout',
        outcome: { type: 'proven', revisions: { 'us-east1': name } },
      }),
      progress({ target: 'dev/checkout', outcome: { type: 'superseded', by: '!41' } }),
    ],
  },

  'it serves': {
    state: 'merged',
    targets: [progress({ outcome: { type: 'proven', revisions: { 'us-east1': name } } })],
  },

  'it failed': {
    state: 'merged',
    targets: [
      progress({
        progress: [
          { region: null, subject: 'image', state: 'done', words: '' },
          { region: 'us-east1', subject: 'revision', state: 'failed', words: 'did not start' },
          { region: 'us-east1', subject: 'traffic', state: 'waiting', words: '' },
        ],
        outcome: {
          type: 'failed',
          reason: 'The revision did not start in us-east1: the container exited with code 1.',
          detail:
            'node: 1.4.2 starting\nError: PAYMENTS_URL is not set\n    at /app/server.js:12:9',
          hint: 'Set PAYMENTS_URL in the manifest, or remove its use.',
        },
        serving: '1.4.1',
        restore: {
          text: '!43 restore production/checkout',
          url: 'https://gitlab.acme.dev/acme/platform/-/merge_requests/43',
        },
      }),
    ],
  },
};
