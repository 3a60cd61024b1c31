// Fields that are read and have no effect, or not yet the one that they name: said, never dropped in silence.

import type { Diagnostic } from '../documents/document.ts';
import type { EffectiveService } from '../documents/service-form.ts';
import { waysIn } from './endpoint.ts';
import { remark } from './remarks.ts';
import type { Subject } from './remarks.ts';

interface Rule {
  readonly path: string;
  readonly applies: (service: EffectiveService, subject: Subject) => boolean;
  readonly summary: string;
  readonly hint: string;
}

const RULES: readonly Rule[] = [
  {
    path: 'image',
    applies: (_service, { deployment }) =>
      deployment.value.release.manifest?.spec.image !== undefined,
    summary: '`image` is ignored: what runs is the image of the release.',
    hint: 'Take it out, or leave it for other tools that read this manifest.',
  },
  {
    path: 'observability.scrape_targets',
    applies: ({ observability }) => observability?.scrape_targets !== undefined,
    summary: '`observability.scrape_targets` has no effect: no metrics are collected yet.',
    hint: 'It may stay. Cloud Run measures requests, instances, CPU and memory by itself.',
  },
  {
    path: 'observability.metrics_path',
    applies: ({ observability }) => observability?.metrics_path !== undefined,
    summary: '`observability.metrics_path` has no effect: no metrics are collected yet.',
    hint: 'It may stay. Cloud Run measures requests, instances, CPU and memory by itself.',
  },
  {
    path: 'deployment.strategy',
    applies: ({ deployment }) =>
      deployment?.strategy === 'legacy' || deployment?.strategy === 'regional_rollout',
    summary:
      'This strategy is not there yet: it is rolled out as `expedited`, all traffic at once.',
    hint: 'Write `strategy: expedited` to say so. A version that does not start gets no traffic either way.',
  },
  {
    path: 'deployment.rollout_traffic_percentages',
    applies: ({ deployment }) => deployment?.rollout_traffic_percentages !== undefined,
    summary: '`deployment.rollout_traffic_percentages` has no effect: all traffic moves at once.',
    hint: 'It may stay. A version that does not start gets no traffic either way.',
  },
  {
    path: 'vpc_access.enabled',
    applies: ({ vpc_access: access }, { environment }) =>
      access?.enabled === true && environment.spec.runtime.network === undefined,
    summary: '`vpc_access` has no effect: this environment has no network.',
    hint: 'Ask the platform team to set `runtime.network` in the `environment.yml`.',
  },
  {
    path: 'vpc_access.egress',
    applies: ({ vpc_access: access }) => access?.egress !== undefined && access.enabled !== true,
    summary: '`vpc_access.egress` has no effect without `enabled: true`.',
    hint: 'Add `enabled: true`, or take `egress` out.',
  },
  {
    path: 'network_policies.cloudflare',
    applies: (service) => service.network_policies?.cloudflare === true && waysIn(service).external,
    summary:
      'Only load balancers and the network are let in; that it is Cloudflare the load balancer must enforce.',
    hint: "Put a load balancer before the service that admits Cloudflare's address ranges alone.",
  },
  {
    path: 'network_policies.cloudflare',
    applies: (service) =>
      service.network_policies?.cloudflare === true && !waysIn(service).external,
    summary: '`network_policies.cloudflare` has no effect: the internet is kept out already.',
    hint: 'Take it out, or enable the external load balancer.',
  },
  {
    path: 'load_balancing.internal_load_balancer.enabled',
    applies: ({ load_balancing: balancing }) =>
      balancing?.internal_load_balancer?.enabled === true &&
      balancing.external_load_balancer === undefined,
    summary: 'Only the network is let in, since nothing is said about the external load balancer.',
    hint: 'To be reachable from the internet too, add `external_load_balancer: { enabled: true }`.',
  },
  {
    path: 'load_balancing.external_load_balancer.backend_protocol',
    applies: (service) =>
      service.load_balancing?.external_load_balancer?.backend_protocol !== undefined &&
      !waysIn(service).external,
    summary: 'This `backend_protocol` has no effect: the external load balancer is off.',
    hint: 'Take it out, or write `enabled: true` beside it.',
  },
  {
    path: 'load_balancing.internal_load_balancer.backend_protocol',
    applies: (service) =>
      service.load_balancing?.internal_load_balancer?.backend_protocol !== undefined &&
      !waysIn(service).internal,
    summary: 'This `backend_protocol` has no effect: the internal load balancer is off.',
    hint: 'Take it out, or write `enabled: true` beside it.',
  },
];

const OWN_VARIABLES = [
  'RUNWAY_ENVIRONMENT',
  'RUNWAY_REGION',
  'RUNWAY_SERVICE_ID',
  'RUNWAY_VERSION',
];

export function warningsAbout(subject: Subject): readonly Diagnostic[] {
  const { service } = subject;
  const own = OWN_VARIABLES.filter((name) => Object.hasOwn(service.environment ?? {}, name));
  return [
    ...RULES.filter(({ applies }) => applies(service, subject)).map((rule) =>
      remark('warning', subject, rule),
    ),
    ...own.map((name) =>
      remark('warning', subject, {
        path: `environment.${name}`,
        summary: `\`${name}\` has no effect here: Runway sets it itself.`,
        hint: 'Take it out, or give it another name.',
      }),
    ),
  ];
}
