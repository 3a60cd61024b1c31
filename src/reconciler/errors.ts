// What the runtime is sure to refuse, or what would be unsafe to guess. Amounts and regions are checked with the documents.

import type { Diagnostic } from '../documents/document.ts';
import type { EffectiveService } from '../documents/service-form.ts';
import { waysIn } from './endpoint.ts';
import { remark } from './remarks.ts';
import type { Finding, Subject } from './remarks.ts';

/** Set by Cloud Run itself; its container contract. */
const RESERVED = ['PORT', 'K_SERVICE', 'K_REVISION', 'K_CONFIGURATION'];

export function errorsAbout(subject: Subject): readonly Diagnostic[] {
  const { service } = subject;
  const findings = [
    ...liveness(service),
    ...protocols(service),
    ...variables(service),
    ...strategy(service),
  ];
  return findings.map((finding) => remark('error', subject, finding));
}

/** Source: Cloud Run's guide on container health checks: liveness is asked over HTTP or gRPC only. */
function liveness({ liveness_probe: probe }: EffectiveService): Finding[] {
  if (probe === undefined || probe.path !== undefined) return [];
  return [
    {
      path: 'liveness_probe',
      summary: 'Cloud Run cannot tell by the port alone whether a running container is stuck.',
      hint: 'Add a `path` that answers while the container is well, such as `path: /healthz`.',
    },
  ];
}

function protocols(service: EffectiveService): Finding[] {
  const { external, internal } = waysIn(service);
  const balancing = service.load_balancing;
  const outer = balancing?.external_load_balancer?.backend_protocol;
  const inner = balancing?.internal_load_balancer?.backend_protocol;
  if (!external || !internal || outer === undefined || inner === undefined) return [];
  if (http2(outer) === http2(inner)) return [];
  return [
    {
      path: 'load_balancing.internal_load_balancer.backend_protocol',
      summary: `A container speaks one protocol, not both ${outer} and ${inner}.`,
      hint: 'Write the same `backend_protocol` for both load balancers.',
    },
  ];
}

function http2(protocol: string): boolean {
  return protocol === 'HTTP2' || protocol === 'grpc';
}

function variables({ environment }: EffectiveService): Finding[] {
  return RESERVED.filter((name) => Object.hasOwn(environment ?? {}, name)).map((name) => ({
    path: `environment.${name}`,
    summary: `\`${name}\` is set by Cloud Run itself, which refuses a container that sets it.`,
    hint:
      name === 'PORT'
        ? 'Take it out and write `container_port` instead.'
        : 'Take it out, or give it another name.',
  }));
}

/** Carrying it out as anything else would deploy what somebody asked not to deploy. */
function strategy({ deployment }: EffectiveService): Finding[] {
  if (deployment?.strategy !== 'dryrun') return [];
  return [
    {
      path: 'deployment.strategy',
      summary: '`dryrun` asks for a deployment that does not happen, and merging is deploying.',
      hint: 'Take it out: every change is shown with what it would do before it is merged.',
    },
  ];
}
