// Where faults may strike Vault.

import type { IncomingMessage } from 'node:http';
import type { Log } from '../../../ports/log.ts';
import { nginxAnswer } from '../../faults/answers.ts';
import type { Faults } from '../../faults/faults.ts';
import type { HttpAnswer, HttpSeen } from '../../faults/http-guard.ts';
import { routed } from '../../faults/pattern.ts';
import { verbOf } from './read-request.ts';

const PATHS: readonly (readonly [path: string, ...verbs: readonly string[]])[] = [
  ['/auth/:mount/login', 'POST'],
  ['/auth/:mount/config', 'GET', 'POST'],
  ['/auth/:mount/role', 'LIST'],
  ['/auth/:mount/role/:name', 'GET', 'POST', 'DELETE'],
  ['/auth/token/:action', 'GET', 'POST', 'LIST'],
  ['/sys/policies/acl', 'LIST'],
  ['/sys/policies/acl/:name', 'GET', 'POST', 'DELETE'],
  ['/sys/*', 'GET', 'POST', 'DELETE', 'LIST'],
  ['/:mount/data/*', 'GET', 'POST', 'PATCH', 'DELETE'],
  ['/:mount/metadata/*', 'GET', 'POST', 'PATCH', 'DELETE', 'LIST'],
  ['/:mount/delete/*', 'POST'],
  ['/:mount/undelete/*', 'POST'],
  ['/:mount/destroy/*', 'POST'],
];

const methods = PATHS.flatMap(([path, ...verbs]) =>
  verbs.map((verb) => ({ name: `${verb} ${path}` })),
);

export function createDoor(
  faults: Faults,
  log: Log,
): (request: IncomingMessage) => HttpSeen | null {
  const door = faults.door({
    service: 'vault',
    about: "Vault's HTTP API",
    protocol: 'http',
    effects: ['status', 'drop', 'loseAnswer'],
    where: ['path', 'namespace'],
    methods,
  });
  return (request) => {
    if (faults.list().length === 0) return null;
    const { pathname } = new URL(request.url ?? '/', 'http://vault.invalid');
    const path = pathname.replace(/^\/v1/, '').replace(/\/$/, '');
    const spelled = `${verbOf(request)} ${path}`;
    const method = routed(spelled, methods);
    if (method === null) return null;
    const namespace = String(request.headers['x-vault-namespace'] ?? '').replace(/\/$/, '');
    return {
      door,
      method: method.name,
      spelled,
      where: { path: pathname, namespace },
      refusal(status) {
        log.info('vault request', { method: verbOf(request), path: pathname, status });
        return vaultAnswer(status);
      },
    };
  };
}

/** In Vault's words; behind a load balancer some are the balancer's. */
function vaultAnswer(status: number): HttpAnswer {
  if (status === 502 || status === 504) return nginxAnswer(status);
  const body = JSON.stringify({ errors: WORDS[status] ?? [] });
  return { type: 'application/json', body };
}

const WORDS: Readonly<Record<number, readonly string[]>> = {
  403: ['permission denied'],
  429: ['request path "sys/quotas": rate limit quota exceeded'],
  472: ['Vault is in disaster recovery secondary mode'],
  473: ['Vault is in standby mode'],
  500: ['internal error'],
  503: ['Vault is sealed'],
};
