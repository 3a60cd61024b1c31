// Who may call, and in which protocol.

import type { EffectiveService } from '../documents/service-form.ts';
import type { EndpointSpec, Template } from '../resources/kinds.ts';

/** Which ways in are open. Asking for the internal one alone closes the other: nothing is exposed by silence. */
export function waysIn({ load_balancing: balancing }: EffectiveService): {
  readonly external: boolean;
  readonly internal: boolean;
} {
  const internal = balancing?.internal_load_balancer?.enabled === true;
  const external = balancing?.external_load_balancer;
  return {
    internal,
    external: external === undefined ? !internal : (external.enabled ?? true),
  };
}

/** Cloudflare's addresses can be enforced only at a load balancer, so only that one is let in. */
export function endpointOf(service: EffectiveService): EndpointSpec {
  const { external, internal } = waysIn(service);
  if (external) {
    const guarded = service.network_policies?.cloudflare === true;
    return { ingress: guarded ? 'internal-and-load-balancer' : 'all', invokerCheck: false };
  }
  return internal
    ? { ingress: 'internal', invokerCheck: false }
    : { ingress: 'all', invokerCheck: true };
}

/** gRPC needs HTTP/2 up to the container. */
export function protocolOf(service: EffectiveService): Template['protocol'] {
  const { external, internal } = waysIn(service);
  const balancing = service.load_balancing;
  const asked = [
    external ? balancing?.external_load_balancer?.backend_protocol : undefined,
    internal ? balancing?.internal_load_balancer?.backend_protocol : undefined,
  ];
  return asked.some((protocol) => protocol === 'HTTP2' || protocol === 'grpc') ? 'h2c' : 'http1';
}
