// Probes with the numbers that Cloud Run fills in.

import type { Probe } from '../../../resources/kinds.ts';
import { collectLeftovers } from './leftovers.ts';
import type { WireProbe } from './wire.ts';

/** What Cloud Run does where no startup probe is given. */
export const STARTUP_PROBE: Probe = {
  check: { type: 'tcp' },
  initialDelaySeconds: 0,
  timeoutSeconds: 240,
  periodSeconds: 240,
  failureThreshold: 1,
};

interface Context {
  readonly path: string;
  readonly port: number;
  readonly unmanaged: Record<string, string>;
}

/** Null when there is none. Other ports than the container's, headers and gRPC checks are left over. */
export function probe(wire: WireProbe | null | undefined, context: Context): Probe | null {
  if (!wire) return null;
  return {
    check: check(wire, context),
    initialDelaySeconds: wire.initialDelaySeconds ?? 0,
    timeoutSeconds: wire.timeoutSeconds || 1,
    periodSeconds: wire.periodSeconds || 10,
    failureThreshold: wire.failureThreshold || 3,
  };
}

export function wireProbe(own: Probe): WireProbe {
  const { check: how, ...numbers } = own;
  return {
    ...numbers,
    ...(how.type === 'http' ? { httpGet: { path: how.path } } : { tcpSocket: {} }),
  };
}

function check(wire: WireProbe, { path, port, unmanaged }: Context): Probe['check'] {
  const asked = wire.httpGet?.port || wire.tcpSocket?.port || port;
  if (asked !== port) unmanaged[`${path}.port`] = String(asked);
  collectLeftovers(wire.httpGet?.httpHeaders, `${path}.httpHeaders`, unmanaged);
  if (wire.grpc) {
    const { port: grpcPort, service } = wire.grpc;
    unmanaged[`${path}.grpc`] = `${service || 'default'} on ${grpcPort || port}`;
  }
  return wire.httpGet ? { type: 'http', path: wire.httpGet.path || '/' } : { type: 'tcp' };
}
