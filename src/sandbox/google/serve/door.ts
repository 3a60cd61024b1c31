// Where faults may strike a Google API: every method of every service of it.

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { googleWords } from '../../faults/answers.ts';
import type { Door, Faults } from '../../faults/faults.ts';
import { guardedMethods } from '../../faults/grpc-guard.ts';
import type { Method, Seen } from '../../faults/part.ts';

/** The methods of one service by its full name: `google.cloud.run.v2.Services`. */
export type Methods = Readonly<Record<string, UntypedServiceImplementation>>;

export interface GuardedApi {
  readonly faults: Faults;
  /** As the control address calls it: `cloud-run`. */
  readonly part: string;
  /** One line for people. */
  readonly about: string;
  /** `run.googleapis.com`. */
  readonly service: string;
  /** By what a fault may be narrowed, and the values in one request. */
  readonly where: readonly string[];
  readonly resource: Resource;
  readonly cut: (peer: string) => void;
}

/** What the API is about, as its requests name it. */
export interface Resource {
  /** `secret`: a field of that name holds one, and `secretId` is what a new one is to be called. */
  readonly message: string;
  /** `secrets`: what stands before the id in a name. */
  readonly collection: string;
}

/** The same methods, which can be told to fail. */
export function guardedApi(methods: Methods, api: GuardedApi): Methods {
  const door: Door = api.faults.door({
    service: api.part,
    about: api.about,
    protocol: 'grpc',
    effects: ['status', 'drop', 'loseAnswer'],
    where: api.where,
    methods: Object.entries(methods).flatMap(([service, all]) =>
      Object.keys(all).map((name) => methodOf(service, name)),
    ),
  });
  const guard = {
    door,
    see: (method: string, request: unknown): Seen => ({
      method,
      where: whereIn(request, api.resource),
    }),
    cut: api.cut,
    words: (status: string) => googleWords(status, api.service),
  };
  return Object.fromEntries(
    Object.entries(methods).map(([service, all]) => [service, guardedMethods(all, guard)]),
  );
}

/** People may write it as gRPC or a stack trace does. */
function methodOf(service: string, name: string): Method {
  const short = service.split('.').at(-1) ?? '';
  const also = [service, short].flatMap((of) => [`${of}/${name}`, `${of}.${name}`]);
  return { name, also: [...also, `/${service}/${name}`] };
}

type Field = string | { readonly name?: string | null } | null | undefined;

/** Wherever a request says what it is about. */
function whereIn(request: unknown, { collection, message }: Resource): Seen['where'] {
  const fields = request as Readonly<Record<string, Field>>;
  const said = ['name', 'parent', 'resource', message].map((field) => text(fields[field]));
  const base = said.find((name) => name !== '') ?? '';
  const id = text(fields[`${message}Id`]);
  const path = id === '' ? base : `${base}/${collection}/${id}`;
  const [, project = '', region = ''] =
    /^projects\/([^/]+)(?:\/locations\/([^/]+))?/.exec(path) ?? [];
  return { project, region, path };
}

function text(field: Field): string {
  return typeof field === 'string' ? field : (field?.name ?? '');
}
