// The situations of the provisioner that the golden comments show, each named for its story.

import type { Condition, TargetReview } from '../../../src/plan/comment/review.ts';
import { planTarget } from '../../../src/plan/plan-target.ts';
import { progressOf } from '../../../src/passes/converge/progress.ts';
import { nextSteps } from '../../../src/provisioner/next-steps.ts';
import type { Target } from '../../../src/resources/address.ts';
import type { Observed, Resource } from '../../../src/resources/resource.ts';
import { provisioned, rules, standing, type Wish } from '../../support/provisioned-resources.ts';
import { planned, progress, targetReview } from './reviews.ts';
import { vaultPlace as vault } from '../../support/vault-place.ts';

export interface Around {
  readonly target?: Target;
  readonly adopt?: boolean;
}

export function provisioningPlan(
  desired: readonly Resource[],
  observed: readonly Observed[],
  { target = 'dev/checkout', adopt = false }: Around = {},
) {
  const intent = '0123456789abcdef';
  const rest = { tried: new Set<string>(), surplus: 'removed', adopt } as const;
  return planTarget({ target, intent, desired, observed, ...rest });
}

export function provisioning(
  desired: readonly Resource[],
  observed: readonly Observed[],
  around: Around = {},
): TargetReview {
  return targetReview({
    target: around.target ?? 'dev/checkout',
    before: null,
    after: null,
    strategy: '',
    plan: provisioningPlan(desired, observed, around),
  });
}

export function everything(wish: Wish = {}, { inUse = false, owned = true } = {}): Observed[] {
  return provisioned(wish).map((resource): Observed => {
    const seen = standing(resource, owned);
    return seen.kind === 'ParkedService' ? { ...seen, facts: { inUse } } : seen;
  });
}

function onboarding(target: Target): TargetReview {
  return provisioning(provisioned({ target, roles: ['roles/cloudsql.client'] }), [], { target });
}

/** Of the same workload, what somebody changed by hand: a role, who acts as it, the rules in Vault. */
function meddled(): Observed[] {
  return everything({ roles: ['roles/owner'] }).map((seen): Observed => {
    if (seen.kind === 'Trust') {
      const impersonators = [...seen.spec.impersonators, 'user:mallory@acme.dev'];
      return { ...seen, spec: { ...seen.spec, impersonators } };
    }
    if (seen.kind === 'VaultPolicy' && seen.spec.placeholder !== null) {
      const wider = rules('env/dev/service', ['read', 'list']);
      return { ...seen, spec: { ...seen.spec, rules: wider } };
    }
    return seen;
  });
}

const partly = everything().slice(0, 3);
const half = provisioningPlan(provisioned(), partly);
const inPlace = provisioningPlan(provisioned(), everything());
const staging = { target: 'staging/checkout' } as const;
const leaving = provisioningPlan([], everything(staging, { inUse: true }), staging);

export const provisionings: Readonly<Record<string, Condition>> = {
  'a workload is onboarded': planned([
    onboarding('dev/checkout'),
    onboarding('staging/checkout'),
    onboarding('production/checkout'),
  ]),

  'more roles and other owners': planned([
    provisioning(
      provisioned({
        roles: ['roles/cloudsql.client', 'roles/pubsub.publisher'],
        owners: ['alice'],
      }),
      everything({ roles: ['roles/cloudsql.client'] }),
    ),
  ]),

  'rights that somebody changed by hand': planned([provisioning(provisioned(), meddled())]),

  'a workload leaves an environment': planned([
    provisioning([], everything({}, { inUse: true })),
    provisioning([], everything(staging), staging),
  ]),

  'somebody elses account is in the way': planned([
    provisioning(provisioned(), everything({}, { owned: false }).slice(0, 1)),
  ]),

  'somebody elses account is adopted': planned([
    provisioning(
      provisioned(),
      everything().map((seen, index) => (index === 0 ? { ...seen, owned: false } : seen)),
      { adopt: true },
    ),
  ]),

  'provisioning is under way': {
    state: 'merged',
    targets: [
      provisionedSoFar({ progress: progressOf(provisioned(), half, half.waves[0] ?? []) }),
      provisionedSoFar({
        target: 'staging/checkout',
        progress: progressOf([], leaving, []),
        leaving: true,
      }),
      provisionedSoFar({
        target: 'production/checkout',
        progress: progressOf(provisioned(), inPlace, []),
        outcome: { type: 'proven', revisions: {} },
      }),
    ],
  },

  'a workload has all that it needs': {
    state: 'merged',
    targets: [
      provisionedSoFar({
        progress: progressOf(provisioned(), inPlace, []),
        outcome: { type: 'proven', revisions: {} },
        next: nextSteps('dev/checkout', vault),
      }),
    ],
  },

  'what was made is taken away': {
    state: 'merged',
    targets: [
      provisionedSoFar({ progress: progressOf([], leaving, []), leaving: true, ...staging }),
    ],
  },

  'provisioning failed': {
    state: 'merged',
    targets: [
      provisionedSoFar({
        progress: progressOf(provisioned(), half, []),
        outcome: {
          type: 'failed',
          reason: 'The quota of service accounts of acme-runway-dev is used up.',
          detail: '',
          hint: 'Ask for more at the quotas page of the project, or remove accounts that nobody needs.',
        },
      }),
    ],
  },
};

function provisionedSoFar(changes: Parameters<typeof progress>[0]) {
  return progress({ target: 'dev/checkout', before: null, after: null, ...changes });
}
