// Where faults may strike the Admin API: every method of every service of it.

import type { Faults } from '../../faults/faults.ts';
import type { Seen } from '../../faults/part.ts';
import { guardedApi, type Methods } from '../../google/serve/door.ts';

/** The same methods, which can be told to fail. */
export function withFaults(
  methods: Methods,
  { cut, faults }: { readonly faults: Faults; readonly cut: (peer: string) => void },
): Methods {
  return guardedApi(methods, {
    faults,
    cut,
    part: 'cloud-run',
    about: 'the Cloud Run Admin API',
    service: 'run.googleapis.com',
    where: ['project', 'region', 'path'],
    see,
  });
}

interface Named {
  readonly name?: string | null;
  readonly parent?: string | null;
  readonly resource?: string | null;
  readonly serviceId?: string | null;
  readonly service?: { readonly name?: string | null } | null;
}

function see(request: unknown): Seen['where'] {
  const { name, parent, resource, service, serviceId } = request as Named;
  const base = name || parent || resource || service?.name || '';
  const path = serviceId ? `${base}/services/${serviceId}` : base;
  const [, project = '', region = ''] =
    /^projects\/([^/]+)(?:\/locations\/([^/]+))?/.exec(path) ?? [];
  return { project, region, path };
}
