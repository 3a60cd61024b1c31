// Where faults may strike the sandbox GitLab: its REST API, Git over HTTP, and its pages.

import type { IncomingMessage } from 'node:http';
import { gitAnswer, gitlabAnswer, plainAnswer } from '../faults/answers.ts';
import type { Door, Faults } from '../faults/faults.ts';
import type { HttpSeen } from '../faults/http-guard.ts';
import type { Method, Part } from '../faults/part.ts';
import { routed } from '../faults/pattern.ts';
import type { World } from '../forge/model/world.ts';

export interface Doors {
  /** Told of every route, so that none is forgotten. */
  readonly note: (route: {
    readonly method: string | readonly string[];
    readonly url: string;
  }) => void;
  /** Once all routes are known. */
  open(): void;
  readonly see: (request: IncomingMessage) => HttpSeen | null;
}

const API = '/api/v4';
const httpEffects = ['status', 'drop', 'loseAnswer'] as const;
const where = ['project', 'user', 'path'] as const;

/** What looks at itself, and the stream of news, whose answer never ends. */
const ourOwn = ['/-/identity', '/-/health', '/-/readiness', '/-/live'];

const gitMethods: readonly Method[] = [
  { name: 'fetch info/refs', also: ['GET /:group/:name/info/refs?service=git-upload-pack'] },
  { name: 'fetch', also: ['POST /:group/:name/git-upload-pack', 'git-upload-pack'] },
  { name: 'push info/refs', also: ['GET /:group/:name/info/refs?service=git-receive-pack'] },
  { name: 'push', also: ['POST /:group/:name/git-receive-pack', 'git-receive-pack'] },
];

export function createDoors(world: World, faults: Faults): Doors {
  const api: Method[] = [];
  const pages: Method[] = [];
  let doors: Readonly<Record<'api' | 'git' | 'web', Door>> | null = null;
  return {
    note({ method, url }) {
      if (ourOwn.includes(url) || gitRequest(url, null) !== null) return;
      const list = url.startsWith(`${API}/`) ? api : pages;
      const verbs = [method].flat().filter((verb) => verb !== 'HEAD');
      list.push(...verbs.map((verb) => ({ name: `${verb} ${url.replace(API, '')}` })));
    },
    open() {
      doors = {
        api: faults.door({ ...part('gitlab', "GitLab's REST API"), methods: unique(api) }),
        git: faults.door({ ...part('git', 'Git over HTTP'), methods: gitMethods }),
        web: faults.door({ ...part('web', "GitLab's pages"), methods: unique(pages) }),
      };
    },
    see(request) {
      if (doors === null || faults.list().length === 0) return null;
      const url = new URL(request.url ?? '/', 'http://gitlab.invalid');
      if (ourOwn.includes(url.pathname)) return null;
      const verb = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
      const found = { path: decoded(`${url.pathname}${url.search}`), user: userOf(world, request) };
      const git = gitRequest(url.pathname, url.searchParams.get('service'));
      if (git !== null) {
        const project = url.pathname
          .split('/')
          .slice(1, 3)
          .join('/')
          .replace(/\.git$/, '');
        const method = `${verb} ${url.pathname}`;
        const spelled = url.search === '' ? method : `${method}${url.search}`;
        const seen = { method: git, spelled, where: { ...found, project } };
        return { ...seen, door: doors.git, refusal: gitAnswer };
      }
      const inApi = url.pathname.startsWith(`${API}/`);
      const spelled = `${verb} ${inApi ? url.pathname.slice(API.length) : url.pathname}`;
      const route = routed(spelled, inApi ? api : pages);
      if (route === null) return null;
      const project = inApi ? apiProject(world, url.pathname) : pageProject(url.pathname);
      const seen = { method: route.name, spelled, where: { ...found, project } };
      return inApi
        ? { ...seen, door: doors.api, refusal: gitlabAnswer }
        : { ...seen, door: doors.web, refusal: (status) => plainAnswer(`${status}\n`) };
    },
  };
}

function part(service: string, about: string): Omit<Part, 'methods'> {
  return { service, about, protocol: 'http', effects: httpEffects, where };
}

function unique(methods: readonly Method[]): readonly Method[] {
  const names = [...new Set(methods.map(({ name }) => name))];
  return names.sort().map((name) => ({ name }));
}

function gitRequest(path: string, service: string | null): string | null {
  const asked = /\/(git-upload-pack|git-receive-pack)$/.exec(path)?.[1];
  if (asked !== undefined) return asked === 'git-upload-pack' ? 'fetch' : 'push';
  if (!path.endsWith('/info/refs')) return null;
  return service === 'git-receive-pack' ? 'push info/refs' : 'fetch info/refs';
}

function apiProject(world: World, path: string): string {
  const id = decoded(/\/projects\/([^/]+)/.exec(path)?.[1] ?? '');
  return /^\d+$/.test(id) ? (world.store.projectById(Number(id))?.path ?? id) : id;
}

function pageProject(path: string): string {
  return path.split('/').slice(1, 3).join('/');
}

/** Whose token came along; empty for nobody's. */
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

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
