// The front door: finds the service by Host, the revision by the traffic table, and passes the request on.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Agent, createServer } from 'node:http';
import type { Log } from '../../../ports/log.ts';
import type { Faults } from '../../faults/faults.ts';
import { guarded } from '../../faults/http-guard.ts';
import type { Caller } from '../../google/allow/members.ts';
import type { Cloud } from '../../google/cloud.ts';
import type { Counts } from './counts.ts';
import { createFrontDoor } from './door.ts';
import type { Fleet } from '../containers/fleet.ts';
import { forward } from './forward.ts';
import type { RevisionState, Service, ServiceState } from '../messages.ts';
import { revisionName } from '../names.ts';
import type { OwnStatus } from './pages.ts';
import { answerPage } from './pages.ts';
import { serving } from '../containers/recipe.ts';
import type { Destination } from './route.ts';
import { choose, destination, shares } from './route.ts';
import type { Store } from '../store.ts';
import { passUpgrade, refuseUpgrade } from './upgrade.ts';
import { guardedUpgrade, type Upgrade } from '../../faults/upgrade-guard.ts';

export interface FrontOptions {
  readonly store: Store;
  readonly fleet: Fleet;
  readonly cloud: Cloud;
  readonly counts: Counts;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly faults: Faults;
}

/** The caller went away before the answer. */
const GONE = 499;

export function createFront(options: FrontOptions): Server {
  const agent = new Agent({ keepAlive: true });
  const { see } = createFrontDoor(options.faults, options.store);
  const server = createServer(
    guarded(see, (request, response) => {
      answer(request, response, { ...options, agent }).catch((error: unknown) => {
        options.log.error('front door broke', { error: String(error) });
        response.destroy();
      });
    }),
  );
  server.on(
    'upgrade',
    guardedUpgrade(see, ({ request, socket, head }) => {
      upgrade({ request, socket, head }, options).catch(() => socket.destroy());
    }),
  );
  server.on('close', () => agent.destroy());
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  using: FrontOptions & { readonly agent: Agent },
): Promise<void> {
  const found = await choice(request, using);
  if (typeof found === 'number') return answerPage(response, found);
  const { port, revision, state } = found;
  const done = using.fleet.busy(state.key, revision.name);
  response.once('close', () => {
    done();
    const code = response.headersSent ? response.statusCode : GONE;
    using.counts.add(revisionName(state.key, revision.name), code);
  });
  forward(request, response, {
    port,
    protocol: serving(revision)?.ports?.[0]?.name === 'h2c' ? 'h2c' : 'http1',
    limit: Number(revision.template.timeout?.seconds ?? 300) * 1000,
    agent: using.agent,
  });
}

async function upgrade({ head, request, socket }: Upgrade, using: FrontOptions): Promise<void> {
  socket.on('error', () => undefined);
  const found = await choice(request, using);
  if (typeof found === 'number') return refuseUpgrade(socket, found);
  socket.once('close', using.fleet.busy(found.state.key, found.revision.name));
  passUpgrade({ request, socket, head, port: found.port });
}

interface Choice {
  readonly state: ServiceState;
  readonly revision: RevisionState;
  readonly port: number;
}

async function choice(request: IncomingMessage, using: FrontOptions): Promise<Choice | OwnStatus> {
  const place = destination(using.store.services(), request.headers.host);
  if (place === null) return 404;
  const refused = refusedBy(place.state, request, using.cloud);
  if (refused !== null) return refused;
  const { state } = place;
  const name = revisionFor(place, using.random());
  const revision = state.revisions.find((known) => known.name === name);
  if (revision === undefined) return 503;
  const port = await using.fleet.port(state.key, revision.name).catch(() => null);
  return port === null ? 503 : { state, revision, port };
}

/** Everybody who comes through this door comes from the internet, and shows an ID token for this service or nothing. */
function refusedBy(
  { service }: ServiceState,
  request: IncomingMessage,
  cloud: Cloud,
): OwnStatus | null {
  if (service.ingress !== 'INGRESS_TRAFFIC_ALL' || service.defaultUriDisabled) return 404;
  const may = (caller: Caller | null): boolean =>
    cloud.may(caller, 'run.routes.invoke', service.name ?? '');
  if (service.invokerIamDisabled || may(null)) return null;
  const { authorization } = request.headers;
  if (authorization === undefined) return 403;
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  const caller = cloud.identify(token, audiences(service));
  if (caller === null) return 401;
  return may(caller) ? null : 403;
}

/** https://cloud.google.com/run/docs/authenticating/service-to-service */
function audiences({ customAudiences, trafficStatuses, urls }: Service): readonly string[] {
  const tagged = (trafficStatuses ?? []).flatMap(({ uri }) => uri ?? []);
  return [...(urls ?? []), ...tagged, ...(customAudiences ?? [])];
}

function revisionFor({ state, tag }: Destination, random: number): string | null {
  const served = shares(state);
  if (tag === null) return choose(served, random);
  return served.find((share) => share.tag === tag)?.revision ?? null;
}
