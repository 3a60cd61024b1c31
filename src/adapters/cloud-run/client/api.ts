// The few calls of the Cloud Run Admin API that we use, with absence as a value and failures translated.

import type { Newcomers } from '../../google/newcomers.ts';
import type { Asking } from '../../google/asking.ts';
import { type Requests, requestsOver } from './requests.ts';
import { codeOf, CODE } from '../../google/canonical-code.ts';
import { doing, place, translated } from './failures.ts';
import type { Doing } from './failures.ts';
import type { Line } from './connection.ts';
import { type Page, allOf, pagesOf } from './pages.ts';
import type { Location, WireRevision, WireService } from '../translation/wire.ts';
import { parentName, serviceName } from '../translation/wire.ts';
import { Failure } from '../../../ports/failure.ts';

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
export function createRunApi(
  line: Line,
  { asking, newcomers }: { readonly asking: Asking; readonly newcomers: Newcomers },
): RunApi {
  const requests = requestsOver(line, asking);
  return { ...reads(requests), ...writes(requests, newcomers) };
}

type Reads = Pick<RunApi, 'service' | 'services' | 'revision' | 'revisions' | 'revisionsNamed'>;

function reads({ read }: Requests): Reads {
  const revisionsPage = (at: Location, service: string) => async (pageToken: string) => {
    const request = { parent: serviceName(at, service), pageSize: PAGE, pageToken };
    const [page, , answer] = await read(at, (clients, options) =>
      clients.revisions.listRevisions(request, options),
    );
    return { page, next: answer.nextPageToken };
  };
  return {
    service: (at, name) =>
      call(doing('look at', at, name), null, async () => {
        const request = { name: serviceName(at, name) };
        const [found] = await read(at, (clients, options) =>
          clients.services.getService(request, options),
        );
        return leaving(found) ? null : found;
      }),
    services: (at) =>
      call(doing('list', at, 'the services'), 'throw', () =>
        allOf(async (pageToken) => {
          const request = { parent: parentName(at), pageSize: PAGE, pageToken };
          const [page, , answer] = await read(at, (clients, options) =>
            clients.services.listServices(request, options),
          );
          if ((answer.unreachable ?? []).length > 0) throw halfSeen(at);
          return { page: page.filter((one) => !leaving(one)), next: answer.nextPageToken };
        }),
      ),
    revision: (at, { service, revision }) =>
      call(doing('look at', at, revision), null, async () => {
        const request = { name: `${serviceName(at, service)}/revisions/${revision}` };
        const [found] = await read(at, (clients, options) =>
          clients.revisions.getRevision(request, options),
        );
        return found;
      }),
    revisions: (at, service) =>
      call(doing('look at', at, service), [], () => allOf(revisionsPage(at, service))),
    revisionsNamed: (at, names) =>
      call(doing('list', at, 'the revisions'), 'throw', () =>
        named(names, revisionsPage(at, EVERY_SERVICE)),
      ),
  };
}

function writes({ write }: Requests, newcomers: Newcomers): Omit<RunApi, keyof Reads> {
  return {
    create: (at, { name, service, validateOnly }) =>
      call(doing(validateOnly ? 'rehearse' : 'create', at, name), 'throw', async () => {
        const request = { parent: parentName(at), serviceId: name, service, validateOnly };
        await unlessNew(newcomers, service, () =>
          write(at, (clients, options) => clients.services.createService(request, options)),
        );
      }),
    update: (at, { name, service, mask, validateOnly }) =>
      call(doing(validateOnly ? 'rehearse' : 'update', at, name), 'throw', async () => {
        const whole = { ...service, name: serviceName(at, name) };
        const request = { service: whole, updateMask: { paths: [...mask] }, validateOnly };
        await unlessNew(newcomers, service, () =>
          write(at, (clients, options) => clients.services.updateService(request, options)),
        );
      }),
    remove: (at, name, etag) =>
      call(doing('remove', at, name), undefined, async () => {
        const request = { name: serviceName(at, name), etag };
        await write(at, (clients, options) => clients.services.deleteService(request, options));
      }),
  };
}

/** What Cloud Run refuses because the account that a revision runs as was just made is for later. */
async function unlessNew<T>(
  { excuse }: Newcomers,
  { template }: WireService,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const account = template?.serviceAccount ?? '';
    throw excuse(error, { members: account === '' ? [] : [account] }) ?? error;
  }
}

/** `absent` is what not being there means; `throw` where it is a failure like any other. */
async function call<T, A>(
  what: Doing,
  absent: A | 'throw',
  ask: () => Promise<T>,
): Promise<T | Exclude<A, 'throw'>> {
  try {
    return await ask();
  } catch (error) {
    if (absent !== 'throw' && codeOf(error) === CODE.notFound) return absent as Exclude<A, 'throw'>;
    throw translated(error, what);
  }
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
  ask: (pageToken: string) => Promise<Page<WireRevision>>,
): Promise<Map<string, WireRevision>> {
  const found = new Map<string, WireRevision>();
  let pages = Math.ceil(names.size / NAMES_PER_PAGE);
  for await (const page of pagesOf(ask)) {
    for (const revision of page) {
      if (names.has(revision.name ?? '')) found.set(revision.name ?? '', revision);
    }
    pages -= 1;
    if (found.size === names.size || pages === 0) break;
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
