// A service of Runway's as the API tells of it, and its serving revision.

import { wireTemplate } from '../../../src/adapters/cloud-run/translation/to-wire.ts';
import type {
  WireRevision,
  WireService,
} from '../../../src/adapters/cloud-run/translation/wire.ts';
import { template } from '../../support/resources.ts';
import { serviceOverTheWire } from './over-the-wire.ts';

export const NAME = 'projects/acme/locations/us-east1/services/checkout';

export const latest = { type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST', percent: 100 } as const;

export function named(serves: string, percent: number) {
  const type = 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION';
  return { type, revision: serves, percent } as const;
}

export function live(changes: WireService = {}): WireService {
  return serviceOverTheWire({
    name: NAME,
    etag: '"one"',
    generation: '3',
    observedGeneration: '3',
    labels: {
      'managed-by': 'runway',
      'runway-workload': 'checkout',
      'runway-environment': 'production',
      department: 'payments',
    },
    annotations: { 'client.knative.dev/nonce': 'x' },
    ingress: 'INGRESS_TRAFFIC_ALL',
    invokerIamDisabled: true,
    launchStage: 'GA',
    client: 'gcloud',
    clientVersion: '1',
    uri: 'https://checkout-abc-ue.a.run.app',
    latestReadyRevision: `${NAME}/revisions/checkout-one`,
    latestCreatedRevision: `${NAME}/revisions/checkout-one`,
    template: wireTemplate(template(), 'checkout-one'),
    scaling: { minInstanceCount: 1, maxInstanceCount: 10, scalingMode: 'AUTOMATIC' },
    traffic: [named('checkout-one', 100)],
    trafficStatuses: [named('checkout-one', 100)],
    terminalCondition: { type: 'Ready', state: 'CONDITION_SUCCEEDED' },
    ...changes,
  } satisfies WireService);
}

export function revision(name: string, changes: WireRevision = {}): WireRevision {
  const { revision: _, ...content } = wireTemplate(template(), null);
  return {
    ...content,
    name: `${NAME}/revisions/${name}`,
    service: 'checkout',
    createTime: { seconds: '1764000000', nanos: 5_000_000 },
    conditions: [{ type: 'Ready', state: 'CONDITION_SUCCEEDED' }],
    ...changes,
  };
}
