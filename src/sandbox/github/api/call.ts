// One request to the API: who asks, about which repository, with what parameters.

import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { levelOf, levels } from '../../forge/model/access.ts';
import type { App } from '../../forge/model/app.ts';
import type { Project, User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { bearerOf, type Bearer } from '../app/bearer.ts';
import { installationOf } from '../app/installations.ts';
import { issuerIn, jwtProblem } from '../app/jwt.ts';
import { allows } from '../app/permissions.ts';
import { appNamed } from '../app/register.ts';
import { appOf } from '../app/registration.ts';
import { archived, badCredentials, notAccessible, notFound, refuse } from './errors.ts';
import { inputOf, type Input } from './input.ts';
import { tokenIn } from './token-in.ts';

export interface AppCall {
  readonly world: World;
  readonly app: App;
  readonly input: Input;
  readonly body: Readonly<Record<string, unknown>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface OpenCall extends AppCall {
  readonly user: User;
  /** Whose token it is. */
  readonly bearer: Bearer;
}

export interface Call extends OpenCall {
  readonly project: Project;
  /** What a person may do; of the App, what its permissions come to. */
  readonly level: number;
  /** Whether the App asks, and not a person. */
  readonly asApp: boolean;
  /** The project's bare repository. */
  readonly repository: string;
}

export interface Api {
  /** A route below `/repos/{owner}/{repo}`. `permission`: what an App needs, to read for GET, else to write. */
  repo(method: HTTPMethods, path: string, permission: string, run: (call: Call) => unknown): void;
  /** A route for everybody who has a token. */
  open(method: HTTPMethods, path: string, run: (call: OpenCall) => unknown): void;
  /** A route that asks for no token. */
  anybody(method: HTTPMethods, path: string, run: (call: AppCall) => unknown): void;
  /** A route for the App itself, which signs its requests with its key. */
  asApp(method: HTTPMethods, path: string, run: (call: AppCall) => unknown): void;
}

export const API = '/api/v3';

export function createApi(server: FastifyInstance, world: World): Api {
  const route = (
    method: HTTPMethods,
    path: string,
    run: (request: FastifyRequest, reply: FastifyReply) => unknown,
  ): void => {
    server.route({
      method,
      url: `${API}${path}`,
      async handler(request, reply) {
        const answer = await run(request, reply);
        return answer === undefined ? reply.send() : answer;
      },
    });
  };
  return {
    repo(method, path, permission, run) {
      route(method, `/repos/:owner/:repo${path}`, (request, reply) =>
        run(inRepository(openCall(world, request, reply), { permission, method })),
      );
    },
    open: (method, path, run) =>
      route(method, path, (request, reply) => run(openCall(world, request, reply))),
    anybody: (method, path, run) =>
      route(method, path, (request, reply) => run(appCall(world, request, reply))),
    asApp(method, path, run) {
      route(method, path, (request, reply) => {
        const jwt = tokenIn(request.headers) ?? '';
        const app = appNamed(world, issuerIn(jwt)) ?? appOf(world);
        const problem = jwtProblem(app, jwt, world.now());
        if (problem !== null) throw refuse(401, problem);
        return run({ ...appCall(world, request, reply), app });
      });
    },
  };
}

function appCall(world: World, request: FastifyRequest, reply: FastifyReply): AppCall {
  const given = request.body;
  const record = typeof given === 'object' && given !== null && !Array.isArray(given);
  const body = record ? (given as Record<string, unknown>) : {};
  return { world, app: appOf(world), input: inputOf(request), body, request, reply };
}

function openCall(world: World, request: FastifyRequest, reply: FastifyReply): OpenCall {
  const token = tokenIn(request.headers);
  if (token === null) throw refuse(401, 'Requires authentication');
  const bearer = bearerOf(world, token);
  if (bearer === null) throw badCredentials();
  if (bearer.suspended) throw refuse(403, 'This installation has been suspended');
  return { ...appCall(world, request, reply), user: bearer.user, bearer };
}

function inRepository(
  call: OpenCall,
  { permission, method }: { readonly permission: string; readonly method: HTTPMethods },
): Call {
  const { world, user, input } = call;
  const project = world.store.projectByPath(`${input.text('owner')}/${input.text('repo')}`);
  if (project === null) throw notFound();
  const access = method === 'GET' || method === 'HEAD' ? 'read' : 'write';
  const level = levelFor(call, project);
  if (level === 0) throw notFound();
  const { installation } = call.bearer;
  if (installation !== null && !allows(installation.permissions, permission, access))
    throw notAccessible(permission, access);
  if (access === 'write' && project.archived) throw archived();
  const repository = world.store.repository(project);
  return { ...call, user, project, level, asApp: installation !== null, repository };
}

/** 0 for what one may not see. */
function levelFor({ world, user, bearer }: OpenCall, project: Project): number {
  const { installation } = bearer;
  if (installation === null) return levelOf(project, user);
  const covered =
    installationOf(world, project) === installation.installation &&
    (installation.projects === null || installation.projects.includes(project.id));
  if (!covered) return 0;
  return allows(installation.permissions, 'contents', 'write') ? levels.developer : levels.reporter;
}
