// Where faults may strike the front door: by HTTP method, and by what stands behind it.

import type { IncomingMessage } from 'node:http';
import { nginxAnswer } from '../../faults/answers.ts';
import type { Door, Faults } from '../../faults/faults.ts';
import type { HttpSeen } from '../../faults/http-guard.ts';
import type { Store } from '../store.ts';
import { destination } from './route.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'UPGRADE'] as const;

export interface FrontDoor {
  readonly see: (request: IncomingMessage) => HttpSeen | null;
}

export function createFrontDoor(faults: Faults, store: Store): FrontDoor {
  const door: Door = faults.door({
    service: 'front',
    about: 'the front door to what runs on Cloud Run',
    protocol: 'http',
    effects: ['status', 'drop', 'loseAnswer'],
    where: ['project', 'region', 'workload', 'host', 'path'],
    methods: methods.map((name) => ({ name })),
  });
  return {
    see(request) {
      const { headers, url = '/' } = request;
      const asked = headers.upgrade === undefined ? (request.method ?? 'GET') : 'UPGRADE';
      const method = methods.find((name) => name === asked);
      if (method === undefined) return null;
      const key = destination(store.services(), headers.host)?.state.key;
      const place = { project: key?.project ?? '', region: key?.region ?? '' };
      const where = { ...place, workload: key?.id ?? '', host: headers.host ?? '', path: url };
      return { door, method, spelled: `${asked} ${url}`, where, refusal: nginxAnswer };
    },
  };
}
