// When a container counts as started, and when as stuck.

import type { Probe as ProbeDocument } from '../documents/generated/documents.ts';
import type { Probe } from '../resources/kinds.ts';

/** What Cloud Run does where no startup probe is given (its guide on container health checks). */
const OPEN_PORT: Probe = {
  check: { type: 'tcp' },
  initialDelaySeconds: 0,
  timeoutSeconds: 240,
  periodSeconds: 240,
  failureThreshold: 1,
};

export function startupProbe(probe: ProbeDocument | undefined): Probe {
  return probe === undefined ? OPEN_PORT : probeOf(probe);
}

export function livenessProbe(probe: ProbeDocument | undefined): Probe | null {
  return probe === undefined ? null : probeOf(probe);
}

/** Cloud Run's defaults for a probe that is given. */
function probeOf(probe: ProbeDocument): Probe {
  return {
    check: probe.path === undefined ? { type: 'tcp' } : { type: 'http', path: probe.path },
    initialDelaySeconds: probe.initial_delay_seconds ?? 0,
    timeoutSeconds: probe.timeout_seconds ?? 1,
    periodSeconds: probe.period_seconds ?? 10,
    failureThreshold: probe.failure_threshold ?? 3,
  };
}
