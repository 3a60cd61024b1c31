// Where faults may strike a registry: its API, its tokens, and the host that it hands blobs out from.

import type { IncomingMessage } from 'node:http';
import type { Log } from '../../ports/log.ts';
import { registryAnswer } from '../faults/answers.ts';
import type { Door, Faults } from '../faults/faults.ts';
import type { HttpSeen } from '../faults/http-guard.ts';
import type { Method } from '../faults/part.ts';
import { routeOf, type Route } from './route.ts';
import type { Style } from './style.ts';

export interface RegistryDoor {
  readonly see: (request: IncomingMessage) => HttpSeen | null;
  /** A request to the host that blobs are redirected to. */
  readonly seeBlobHost: (request: IncomingMessage) => HttpSeen | null;
}

export interface DoorOptions {
  readonly faults: Faults;
  readonly service: string;
  readonly style: Style;
  readonly hasBlobHost: boolean;
  readonly log: Log;
}

const BLOB_HOST = 'GET /blob-host/:digest';

const paths = {
  base: '/v2/',
  catalog: '/v2/_catalog',
  tags: '/v2/:repository/tags/list',
  referrers: '/v2/:repository/referrers/:digest',
  manifest: '/v2/:repository/manifests/:reference',
  blob: '/v2/:repository/blobs/:digest',
  uploads: '/v2/:repository/blobs/uploads/',
  upload: '/v2/:repository/blobs/uploads/:id',
} as const;

const verbs: Readonly<Record<keyof typeof paths, readonly string[]>> = {
  base: ['GET'],
  catalog: ['GET'],
  tags: ['GET'],
  referrers: ['GET'],
  manifest: ['HEAD', 'GET', 'PUT', 'DELETE'],
  blob: ['HEAD', 'GET', 'DELETE'],
  uploads: ['POST'],
  upload: ['PATCH', 'PUT', 'GET', 'DELETE'],
};

export function createDoor(options: DoorOptions): RegistryDoor {
  const { log, service, style } = options;
  const methods = methodsOf(options);
  const door: Door = options.faults.door({
    service,
    about:
      style.name === 'gitlab' ? "GitLab's image registry" : 'an image registry of an environment',
    protocol: 'http',
    effects: ['status', 'drop', 'loseAnswer', 'cutAnswerAfter', 'cutUploadAfter', 'corrupt'],
    where: ['repository', 'path'],
    methods,
  });
  const seen = (request: IncomingMessage, method: string, repository: string): HttpSeen | null => {
    const path = request.url ?? '/';
    if (!methods.some(({ name }) => name === method)) return null;
    return {
      door,
      method,
      spelled: `${request.method} ${path.split('?')[0]}`,
      where: { path, repository },
      refusal(status) {
        log.info('registry request', { method: request.method, path: path.split('?')[0], status });
        return registryAnswer(status);
      },
    };
  };
  return {
    see(request) {
      const { method = 'GET', url = '/' } = request;
      const [path = '/'] = url.split('?');
      const route = routeOf(path, style.tokenPath);
      const repository = 'repository' in route ? route.repository : '';
      return seen(request, `${method} ${pathOf(route, style)}`, repository);
    },
    seeBlobHost: (request) => seen(request, BLOB_HOST, ''),
  };
}

function methodsOf({ hasBlobHost, style }: DoorOptions): readonly Method[] {
  const token = [
    `GET ${style.tokenPath}`,
    ...(style.acceptsPost ? [`POST ${style.tokenPath}`] : []),
  ];
  const rest = Object.entries(verbs).flatMap(([type, all]) =>
    all.map((verb) => `${verb} ${paths[type as keyof typeof paths]}`),
  );
  return [...token, ...rest, ...(hasBlobHost ? [BLOB_HOST] : [])].map((name) => ({ name }));
}

function pathOf(route: Route, style: Style): string {
  if (route.type === 'token') return style.tokenPath;
  return route.type in paths ? paths[route.type as keyof typeof paths] : '';
}
