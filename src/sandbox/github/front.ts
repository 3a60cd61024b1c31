// What the sandbox GitHub's front looks like to faults.

import type { IncomingMessage } from 'node:http';
import { githubAnswer } from '../faults/answers.ts';
import { decoded, type Front } from '../forge/doors.ts';
import type { World } from '../forge/model/world.ts';
import { API } from './api/call.ts';
import { tokenIn } from './api/token-in.ts';
import { bearerOf } from './app/bearer.ts';

export function githubFront(world: World): Front {
  return {
    service: 'github',
    name: 'GitHub',
    api: API,
    address: withApi,
    answer: githubAnswer,
    project: (path) => decoded(/\/repos\/([^/]+\/[^/]+)/.exec(path)?.[1] ?? ''),
    user: (request) => userOf(world, request),
  };
}

/** What api.github.com answers at its root. No owner can have one of these names. */
const ROOTS =
  /^\/(?:repos|user|users|orgs|app|app-manifests|installation|rate_limit|graphql)(?=[/?]|$)/;

/** The API is below `/api/v3`, as on GitHub Enterprise Server, and at the root, as on api.github.com. */
export function withApi(url: string): string {
  return ROOTS.test(url) ? `${API}${url}` : url.replace(/^\/api(?=\/graphql)/, API);
}

function userOf(world: World, { headers }: IncomingMessage): string {
  const token = tokenIn(headers);
  return token === null ? '' : (bearerOf(world, token)?.user.username ?? '');
}
