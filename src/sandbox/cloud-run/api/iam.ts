// Who may do what with a service: its allow policy, which the whole cloud goes by.

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { policyMethods } from '../../google/serve/policies.ts';
import { parseService } from '../names.ts';
import type { Api } from './api.ts';
import { missing } from './refusal.ts';

export function iamMethods(api: Api): UntypedServiceImplementation {
  return policyMethods(api, {
    permissions: 'run.services',
    // Cloud Run counts requests by project and region; nobody comes near that here.
    enter: (resource) => void parseService(resource),
    require: (caller, permission, resource) =>
      api.access.enter(caller, parseService(resource), permission),
    missing(resource) {
      const key = parseService(resource);
      return api.store.service(key) === null ? missing('SERVICE', key.id, key) : null;
    },
  });
}
