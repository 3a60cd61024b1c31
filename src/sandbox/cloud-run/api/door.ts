// Where faults may strike the Admin API: every method of every service of it.

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { googleWords } from '../../faults/answers.ts';
import type { Door, Faults } from '../../faults/faults.ts';
import { guardedMethods } from '../../faults/grpc-guard.ts';
import type { Method, Seen } from '../../faults/part.ts';

/** The methods of one service by its full name: `google.cloud.run.v2.Services`. */
export type Methods = Readonly<Record<string, UntypedServiceImplementation>>;

/** The same methods, which can be told to fail. */
export function withFaults(
  methods: Methods,
  { cut, faults }: { readonly faults: Faults; readonly cut: (peer: string) => void },
): Methods {
  const door: Door = faults.door({
    service: 'cloud-run',
    about: 'the Cloud Run Admin API',
    protocol: 'grpc',
    effects: ['status', 'drop', 'loseAnswer'],
    where: ['project', 'region', 'path'],
    methods: Object.entries(methods).flatMap(([service, all]) =>
      Object.keys(all).map((name) => methodOf(service, name)),
    ),
  });
  return Object.fromEntries(
    Object.entries(methods).map(([service, all]) => [
      service,
      guardedMethods(all, { door, see, cut, words: googleWords }),
    ]),
  );
}

/** People may write it as gRPC or a stack trace does. */
function methodOf(service: string, name: string): Method {
  const short = service.split('.').at(-1) ?? '';
  const also = [service, short].flatMap((of) => [`${of}/${name}`, `${of}.${name}`]);
  return { name, also: [...also, `/${service}/${name}`] };
}

interface Named {
  readonly name?: string | null;
  readonly parent?: string | null;
  readonly resource?: string | null;
  readonly serviceId?: string | null;
  readonly service?: { readonly name?: string | null } | null;
}

function see(method: string, request: unknown): Seen {
  const { name, parent, resource, service, serviceId } = request as Named;
  const base = name || parent || resource || service?.name || '';
  const path = serviceId ? `${base}/services/${serviceId}` : base;
  const [, project = '', region = ''] =
    /^projects\/([^/]+)(?:\/locations\/([^/]+))?/.exec(path) ?? [];
  return { method, where: { project, region, path } };
}
