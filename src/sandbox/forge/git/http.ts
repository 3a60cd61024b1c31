// Git over HTTP: rights are checked here, the protocol is git's own http-backend.

import { spawn } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { levelOf, levels, mayPush, protection } from '../model/access.ts';
import { relay } from './cgi-answer.ts';
import { refsMoved } from '../model/refs-moved.ts';
import type { Project, User } from '../model/state.ts';
import type { World } from '../model/world.ts';
import {
  CLOSED_REFS_VARIABLE,
  NEW_MERGE_REQUEST_VARIABLE,
  PROTECTED_REFS_VARIABLE,
} from './protect-hook.ts';
import { gitEnvironment } from './run.ts';

const services = ['git-upload-pack', 'git-receive-pack'];

export function gitRoutes(app: FastifyInstance, world: World): void {
  app.addContentTypeParser(/^application\/x-git-/, (_request, payload, done) =>
    done(null, payload),
  );
  app.get('/:group/:repository/info/refs', async (request, reply) => {
    const { service } = request.query as { service?: string };
    if (service === undefined || !services.includes(service)) {
      return deny(reply, 403, 'Only the smart HTTP protocol is served.');
    }
    return serve(world, { request, reply, service, path: '/info/refs' });
  });
  for (const service of services) {
    app.post(`/:group/:repository/${service}`, async (request, reply) =>
      serve(world, { request, reply, service, path: `/${service}` }),
    );
  }
}

interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly service: string;
  readonly path: string;
}

async function serve(world: World, visit: Visit): Promise<FastifyReply> {
  const { request, reply, service } = visit;
  const words = world.rules.git;
  const user = basicUser(world, request.headers.authorization);
  if (user === null) {
    void reply.header('www-authenticate', `Basic realm="${words.realm}"`);
    return deny(reply, 401, words.signIn);
  }
  const { group, repository } = request.params as { group: string; repository: string };
  const project = world.store.projectByPath(`${group}/${repository.replace(/\.git$/, '')}`);
  const level = project === null ? 0 : levelOf(project, user);
  if (project === null || level === 0) {
    return deny(reply, 404, words.notFound);
  }
  if (service === 'git-receive-pack' && (level < levels.developer || project.archived)) {
    return deny(reply, 403, words.mayNotPush(project, user));
  }
  if (service === 'git-upload-pack' && level < levels.reporter) {
    return deny(reply, 403, words.mayNotFetch(project, user));
  }
  reply.hijack();
  await backend(world, { project, user, visit });
  return reply;
}

/** Any user name will do beside a good token. */
function basicUser(world: World, header: string | undefined): User | null {
  const found = /^Basic\s+(.+)$/i.exec(header ?? '')?.[1];
  if (found === undefined) return null;
  const text = Buffer.from(found, 'base64').toString();
  const password = text.slice(text.indexOf(':') + 1);
  return world.rules.bearer(world, password);
}

function deny(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}

async function backend(
  world: World,
  { project, user, visit }: { project: Project; user: User; visit: Visit },
): Promise<void> {
  const input = visit.request.raw;
  const output = visit.reply.raw;
  const child = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    env: environment(world, { project, user, visit }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (chunk: Buffer) =>
    world.log.warn('git http-backend complained', { text: chunk.toString().slice(0, 500) }),
  );
  child.stdin.on('error', () => undefined);
  input.pipe(child.stdin);
  // A client that goes away must not leave a reader waiting; a push under way is let finish by git itself.
  output.on('close', () => child.stdin.destroy());
  const exited = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  });
  const finish = relay(child.stdout, output);
  await exited;
  if (visit.service === 'git-receive-pack' && visit.path !== '/info/refs') {
    await world
      .alone(project, () => refsMoved(world, project, user))
      .catch((error: unknown) =>
        world.log.error('a push was not followed', { error: String(error) }),
      );
  }
  finish();
}

function environment(
  world: World,
  { project, user, visit }: { project: Project; user: User; visit: Visit },
): Record<string, string> {
  const { request, service, path } = visit;
  const rules = project.protectedBranches.map(({ name }) => name);
  const names = Object.keys(project.refs).flatMap((ref) =>
    ref.startsWith('refs/heads/') ? [ref.slice(11)] : [],
  );
  const guarded = [...new Set([...rules, ...names])].filter(
    (name) => protection(project, name) !== null,
  );
  const closed = guarded.filter((name) => !mayPush(project, user, name));
  const list = (branches: readonly string[]): string =>
    branches.map((name) => `refs/heads/${name}`).join(' ');
  return gitEnvironment({
    GIT_PROJECT_ROOT: world.store.repository(project),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: path,
    REQUEST_METHOD: request.method,
    QUERY_STRING: path === '/info/refs' ? `service=${service}` : '',
    REMOTE_USER: user.username,
    REMOTE_ADDR: '127.0.0.1',
    ...headerVariables(request.raw),
    [NEW_MERGE_REQUEST_VARIABLE]: world.rules.git.newMergeRequest(world, project),
    [CLOSED_REFS_VARIABLE]: list(closed),
    [PROTECTED_REFS_VARIABLE]: list(guarded),
  });
}

function headerVariables(message: IncomingMessage): Record<string, string> {
  const { headers } = message;
  const gitProtocol = headers['git-protocol'];
  return {
    CONTENT_TYPE: headers['content-type'] ?? '',
    ...(headers['content-length'] === undefined
      ? {}
      : { CONTENT_LENGTH: headers['content-length'] }),
    ...(headers['content-encoding'] === undefined
      ? {}
      : { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
    ...(typeof gitProtocol === 'string' ? { GIT_PROTOCOL: gitProtocol } : {}),
  };
}
