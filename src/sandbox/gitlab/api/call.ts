// One request to the API: who asks, about which project, with what parameters.

import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { levelOf } from '../../forge/model/access.ts';
import { forbidden, notFound, refuse } from './refusal.ts';
import type { Project, User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { inputOf, type Input } from './input.ts';

export interface Call {
  readonly world: World;
  readonly user: User;
  readonly level: number;
  readonly project: Project;
  /** The project's bare repository. */
  readonly repository: string;
  readonly input: Input;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type OpenCall = Omit<Call, 'project' | 'repository' | 'level'>;

export interface Api {
  /** A route below `/api/v4/projects/:id` for members of at least this level. */
  project(method: HTTPMethods, path: string, level: number, run: (call: Call) => unknown): void;
  /** A route below `/api/v4` for anybody who is signed in. */
  open(method: HTTPMethods, path: string, run: (call: OpenCall) => unknown): void;
}

export function createApi(app: FastifyInstance, world: World): Api {
  return {
    project(method, path, level, run) {
      app.route({
        method,
        url: `/api/v4/projects/:id${path}`,
        async handler(request, reply) {
          const user = signedIn(world, request);
          if (user === null && request.method !== 'GET' && request.method !== 'HEAD') {
            throw refuse(401, '401 Unauthorized');
          }
          const input = inputOf(request);
          const project = findProject(world, input.text('id') ?? '');
          const held = project === null ? 0 : levelOf(project, user);
          if (project === null || user === null || held === 0) throw notFound('Project');
          if (held < level) throw forbidden();
          const repository = world.store.repository(project);
          const answer = await run({
            world,
            user,
            level: held,
            project,
            repository,
            input,
            request,
            reply,
          });
          return answer === undefined ? reply.send() : answer;
        },
      });
    },
    open(method, path, run) {
      app.route({
        method,
        url: `/api/v4${path}`,
        async handler(request, reply) {
          const user = signedIn(world, request);
          if (user === null) throw refuse(401, '401 Unauthorized');
          return run({ world, user, input: inputOf(request), request, reply });
        },
      });
    },
  };
}

/** Null without a token; a wrong token is refused. */
function signedIn(world: World, request: FastifyRequest): User | null {
  const query = request.query as Record<string, unknown>;
  const given =
    request.headers['private-token'] ??
    /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ??
    query['private_token'] ??
    query['access_token'];
  if (given === undefined) return null;
  const user = world.store.root.users.find(({ token }) => token === given);
  if (user === undefined) throw refuse(401, '401 Unauthorized');
  return user;
}

function findProject(world: World, id: string): Project | null {
  return /^\d+$/.test(id) ? world.store.projectById(Number(id)) : world.store.projectByPath(id);
}
