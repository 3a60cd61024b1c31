// Where faults may strike IAM and its neighbours: each of them is a part of its own.

import type { IncomingMessage } from 'node:http';
import { googleAnswer } from '../../faults/answers.ts';
import type { Door, Faults } from '../../faults/faults.ts';
import type { HttpSeen } from '../../faults/http-guard.ts';
import type { AnyMethod, ApiName } from './method.ts';
import type { FindMethod } from './router.ts';

const about: Readonly<Record<ApiName, string>> = {
  iam: 'the IAM API: service accounts',
  'iam-credentials': 'the IAM Credentials API: impersonation',
  sts: 'the Security Token Service: federation',
  'resource-manager': "the Resource Manager API: projects' allow policies",
  oidc: "the issuer of the jobs' own tokens, and the keys that tokens are checked by",
};

export function createDoors(
  faults: Faults,
  methods: readonly AnyMethod[],
  find: FindMethod,
): (request: IncomingMessage) => HttpSeen | null {
  const apis = [...new Set(methods.map(({ api }) => api))];
  const doors = new Map(apis.map((api) => [api, doorOf(faults, methods, api)]));
  return (request) => {
    const url = new URL(request.url ?? '/', 'https://localhost');
    const found = find(request.method ?? 'GET', url);
    const door = found === null ? undefined : doors.get(found.method.api);
    if (found === null || door === undefined) return null;
    const { account = '', project = '' } = found.path;
    return {
      door,
      method: found.method.id,
      spelled: `${request.method} ${url.pathname}`,
      where: { project, account, path: url.pathname },
      refusal: googleAnswer,
    };
  };
}

function doorOf(faults: Faults, methods: readonly AnyMethod[], api: ApiName): Door {
  return faults.door({
    service: api,
    about: about[api],
    protocol: 'http',
    effects: ['status', 'drop', 'loseAnswer'],
    where: ['project', 'account', 'path'],
    methods: methods
      .filter((method) => method.api === api)
      .map(({ id, name, path, verb }) => ({ name: id, also: [name, `${verb} ${path}`] })),
  });
}
