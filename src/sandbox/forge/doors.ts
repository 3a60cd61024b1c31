// Where faults may strike a forge: its REST API, Git over HTTP, and its pages.

import type { IncomingMessage } from 'node:http';
import { gitAnswer, plainAnswer } from '../faults/answers.ts';
import type { Door, Faults } from '../faults/faults.ts';
import type { HttpSeen } from '../faults/http-guard.ts';
import type { Method, Part } from '../faults/part.ts';
import { routed } from '../faults/pattern.ts';

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

/** What one forge's front looks like. */
export interface Front {
  /** `gitlab`, as faults name its API. */
  readonly service: string;
  /** `GitLab` */
  readonly name: string;
  /** `/api/v4` */
  readonly api: string;
  /** Where a request is answered that may come by another address. */
  readonly address: (url: string) => string;
  /** How the API words a status. */
  readonly answer: HttpSeen['refusal'];
  /** Which project a path of the API is about. */
  readonly project: (path: string) => string;
  /** Whose token came along; empty for nobody's. */
  readonly user: (request: IncomingMessage) => string;
}

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

export function createDoors(front: Front, faults: Faults): Doors {
  const { api: prefix, name } = front;
  const api: Method[] = [];
  const pages: Method[] = [];
  let doors: Readonly<Record<'api' | 'git' | 'web', Door>> | null = null;
  return {
    note({ method, url }) {
      if (ourOwn.includes(url) || gitRequest(url, null) !== null) return;
      const list = url.startsWith(`${prefix}/`) ? api : pages;
      const verbs = [method].flat().filter((verb) => verb !== 'HEAD');
      list.push(...verbs.map((verb) => ({ name: `${verb} ${url.replace(prefix, '')}` })));
    },
    open() {
      doors = {
        api: faults.door({ ...part(front.service, `${name}'s REST API`), methods: unique(api) }),
        git: faults.door({ ...part('git', 'Git over HTTP'), methods: gitMethods }),
        web: faults.door({ ...part('web', `${name}'s pages`), methods: unique(pages) }),
      };
    },
    see(request) {
      if (doors === null || faults.list().length === 0) return null;
      const url = new URL(front.address(request.url ?? '/'), 'http://forge.invalid');
      if (ourOwn.includes(url.pathname)) return null;
      const verb = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
      const found = { path: decoded(`${url.pathname}${url.search}`), user: front.user(request) };
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
      const inApi = url.pathname.startsWith(`${prefix}/`);
      const spelled = `${verb} ${inApi ? url.pathname.slice(prefix.length) : url.pathname}`;
      const route = routed(spelled, inApi ? api : pages);
      if (route === null) return null;
      const project = inApi ? front.project(url.pathname) : pageProject(url.pathname);
      const seen = { method: route.name, spelled, where: { ...found, project } };
      return inApi
        ? { ...seen, door: doors.api, refusal: front.answer }
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

function pageProject(path: string): string {
  return path.split('/').slice(1, 3).join('/');
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
