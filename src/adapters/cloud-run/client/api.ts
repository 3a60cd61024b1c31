// The few calls of the Cloud Run Admin API that we use, with absence as a value and failures translated.

import { Failure } from '../../../ports/failure.ts';
import type { About } from '../../google/newcomers.ts';
import { allPages, pagesOf, type Page } from '../../google/pages.ts';
import {
  parentName,
  serviceName,
  type Location,
  type WireRevision,
  type WireService,
} from '../translation/wire.ts';
import { reading, writing, type RunCall, type RunCaller } from './caller.ts';
import { place } from './failures.ts';

/** Every method throws a Failure. Writes return when they are accepted: the operation goes on without us. */
export interface RunApi {
  service(location: Location, name: string): Promise<WireService | null>;
  services(location: Location): Promise<readonly WireService[]>;
  revision(location: Location, name: RevisionOf): Promise<WireRevision | null>;
  revisions(location: Location, service: string): Promise<readonly WireRevision[]>;
  /** Of all services there, those with these full names; looks through them page by page, to a bound. */
  revisionsNamed(
    location: Location,
    names: ReadonlySet<string>,
  ): Promise<Map<string, WireRevision>>;
  create(location: Location, creation: Creation): Promise<void>;
  update(location: Location, change: Change): Promise<void>;
  /** Absence is success. */
  remove(location: Location, service: string, etag: string): Promise<void>;
}

export interface RevisionOf {
  readonly service: string;
  readonly revision: string;
}

export interface Creation {
  readonly name: string;
  readonly service: WireService;
  /** True: checks, and has no effect. */
  readonly validateOnly: boolean;
}

export interface Change extends Creation {
  /** Members to write, in snake case. */
  readonly mask: readonly string[];
}

const PAGE = 500;

/** A read is repeated once, by us; whoever runs a pass tries again later. Writes are never repeated. */
export function createRunApi(caller: RunCaller): RunApi {
  return { ...services(caller), ...revisions(caller), ...writes(caller) };
}

function services({ call, find }: RunCaller): Pick<RunApi, 'service' | 'services'> {
  return {
    async service(at, name) {
      const found = await find({
        ...reading('look at', at, name),
        send: async (clients, options) => {
          const [service] = await clients.services.getService(
            { name: serviceName(at, name) },
            options,
          );
          return service;
        },
      });
      return found === null || leaving(found) ? null : found;
    },
    services: (at) =>
      allPages(place('the services', at), (pageToken) =>
        call({
          ...reading('list', at, 'the services'),
          send: async (clients, options) => {
            const request = { parent: parentName(at), pageSize: PAGE, pageToken };
            const [page, , answer] = await clients.services.listServices(request, options);
            if ((answer.unreachable ?? []).length > 0) throw halfSeen(at);
            return { items: page.filter((one) => !leaving(one)), next: answer.nextPageToken };
          },
        }),
      ),
  };
}

function revisions(caller: RunCaller): Pick<RunApi, 'revision' | 'revisions' | 'revisionsNamed'> {
  const { call, find } = caller;
  return {
    revision: (at, { service, revision }) =>
      find({
        ...reading('look at', at, revision),
        send: async (clients, options) => {
          const name = `${serviceName(at, service)}/revisions/${revision}`;
          const [found] = await clients.revisions.getRevision({ name }, options);
          return found;
        },
      }),
    revisions: (at, service) =>
      allPages(
        place(`the revisions of ${service}`, at),
        async (pageToken) =>
          (await find(revisionsPage(at, { service, named: service, pageToken }))) ?? NO_PAGE,
      ),
    revisionsNamed: (at, names) =>
      named(
        names,
        pagesOf(place('the revisions', at), (pageToken) =>
          call(revisionsPage(at, { service: EVERY_SERVICE, named: 'the revisions', pageToken })),
        ),
      ),
  };
}

const NO_PAGE: Page<WireRevision> = { items: [], next: null };

function revisionsPage(
  at: Location,
  of: { readonly service: string; readonly named: string; readonly pageToken: string },
): RunCall<Page<WireRevision>> {
  const parent = serviceName(at, of.service);
  const request = { parent, pageSize: PAGE, pageToken: of.pageToken };
  return {
    ...reading(of.service === EVERY_SERVICE ? 'list' : 'look at', at, of.named),
    send: async (clients, options) => {
      const [items, , answer] = await clients.revisions.listRevisions(request, options);
      return { items, next: answer.nextPageToken };
    },
  };
}

function writes({ call, find }: RunCaller): Pick<RunApi, 'create' | 'update' | 'remove'> {
  return {
    async create(at, { name, service, validateOnly }) {
      const request = { parent: parentName(at), serviceId: name, service, validateOnly };
      await call({
        ...writing(validateOnly ? 'rehearse' : 'create', at, name),
        about: runningAs(service),
        send: (clients, options) => clients.services.createService(request, options),
      });
    },
    async update(at, { name, service, mask, validateOnly }) {
      const whole = { ...service, name: serviceName(at, name) };
      const request = { service: whole, updateMask: { paths: [...mask] }, validateOnly };
      await call({
        ...writing(validateOnly ? 'rehearse' : 'update', at, name),
        about: runningAs(service),
        send: (clients, options) => clients.services.updateService(request, options),
      });
    },
    async remove(at, name, etag) {
      await find({
        ...writing('remove', at, name),
        send: (clients, options) =>
          clients.services.deleteService({ name: serviceName(at, name), etag }, options),
      });
    },
  };
}

/** The account that a revision runs as may have been made just now. */
function runningAs({ template }: WireService): About {
  const account = template?.serviceAccount ?? '';
  return { members: account === '' ? [] : [account] };
}

/** A service that is being deleted is still told of for a while. */
function leaving({ deleteTime }: WireService): boolean {
  return Number(deleteTime?.seconds ?? 0) > 0;
}

/** The wildcard of `ListRevisionsRequest.parent`. */
const EVERY_SERVICE = '-';

/** Gives up where the pages are so many that asking for each of those that are left costs less. */
async function named(
  names: ReadonlySet<string>,
  pages: AsyncGenerator<readonly WireRevision[]>,
): Promise<Map<string, WireRevision>> {
  const found = new Map<string, WireRevision>();
  let left = Math.ceil(names.size / NAMES_PER_PAGE);
  for await (const page of pages) {
    for (const revision of page) {
      if (names.has(revision.name ?? '')) found.set(revision.name ?? '', revision);
    }
    left -= 1;
    if (found.size === names.size || left === 0) break;
  }
  return found;
}

const NAMES_PER_PAGE = 10;

/** Seeing half would read as the other half being gone. */
function halfSeen(at: Location): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    message: `Cloud Run could list only a part of ${place('the services', at)}.`,
    hint: 'It is tried again later. If this goes on, check Google Cloud status for the region.',
    retry: 'later',
  });
}
