// Templates of every shape, the same ones for the same seed.

import type { Probe, Template } from '../../../src/resources/kinds.ts';
import { memory } from '../../../src/resources/quantity.ts';

type Random = (below: number) => number;

/** A small generator of our own, so that a failure can be repeated from its seed. */
export function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function randomTemplate(random: Random): Template {
  const pick = <T>(...of: readonly [T, ...T[]]): T => of[random(of.length)] ?? of[0];
  const probe = (): Probe => ({
    check: pick({ type: 'tcp' }, { type: 'http', path: pick('/', '/healthz', '/a?b=c') }),
    initialDelaySeconds: random(240),
    timeoutSeconds: 1 + random(240),
    periodSeconds: 1 + random(240),
    failureThreshold: 1 + random(20),
  });
  return {
    image: `eu.example.dev/${pick('a', 'b')}@sha256:${String(random(10)).repeat(64)}`,
    port: 1 + random(65535),
    protocol: pick('http1', 'h2c'),
    environment: Object.fromEntries(
      Array.from({ length: random(5) }, (_, index) => [
        `NAME_${index}_${random(9)}`,
        pick('', '0', 'false', 'a=b', 'ü "quoted"\nline', 'null'),
      ]),
    ),
    secrets: pick({}, { API_KEY: { secret: 'checkout__API_KEY', version: `${1 + random(99)}` } }),
    serviceAccount: pick(null, 'run-checkout@acme.iam.gserviceaccount.com'),
    cpu: pick('80m', '1000m', '2000m', '8000m'),
    memory: memory(`${1 + random(32768)}${pick('Mi', 'Gi', 'G', 'M', 'Ki')}`),
    startupCpuBoost: pick(true, false),
    cpuAlwaysAllocated: pick(true, false),
    concurrency: 1 + random(1000),
    timeoutSeconds: 1 + random(3600),
    executionEnvironment: pick('default', 'gen1', 'gen2'),
    startupProbe: probe(),
    livenessProbe: pick(null, probe()),
    network: pick(null, {
      network: 'default',
      subnetwork: pick('default', 'projects/p/regions/r/subnetworks/s'),
      egress: pick('all-traffic', 'private-ranges-only'),
    }),
    unmanaged: {},
  };
}
