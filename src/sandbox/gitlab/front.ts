// What the sandbox GitLab's front looks like to faults.

import type { IncomingMessage } from 'node:http';
import { gitlabAnswer } from '../faults/answers.ts';
import { decoded, type Front } from '../forge/doors.ts';
import type { World } from '../forge/model/world.ts';

export function gitlabFront(world: World): Front {
  return {
    service: 'gitlab',
    name: 'GitLab',
    api: '/api/v4',
    address: (url) => url,
    answer: gitlabAnswer,
    project: (path) => apiProject(world, path),
    user: (request) => userOf(world, request),
  };
}

function apiProject(world: World, path: string): string {
  const id = decoded(/\/projects\/([^/]+)/.exec(path)?.[1] ?? '');
  return /^\d+$/.test(id) ? (world.store.projectById(Number(id))?.path ?? id) : id;
}

function userOf(world: World, { headers, url = '' }: IncomingMessage): string {
  const basic = /^Basic\s+(.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const given = [
    headers['private-token'],
    /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1],
    Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':'),
    new URL(url, 'http://gitlab.invalid').searchParams.get('private_token'),
  ];
  return world.store.root.users.find(({ token }) => given.includes(token))?.username ?? '';
}
