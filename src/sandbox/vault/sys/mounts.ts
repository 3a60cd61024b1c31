// `sys/mounts`, `sys/auth`, and what the web page asks of a path.

import type { Call, Data, Route } from '../call.ts';
import { objectIn, textIn } from '../input.ts';
import { badRequest, permissionDenied, VaultRefusal } from '../refusal.ts';
import type { Mount, Mounts } from '../store/mounts.ts';
import { SYSTEM_TTL } from '../tokens/token.ts';

export interface MountRoutesOptions {
  readonly mounts: Mounts;
  /** Whether the caller may do anything at or below a path. */
  readonly mayEnter: (call: Call, path: string) => boolean;
}

export function mountRoutes(options: MountRoutesOptions): readonly Route[] {
  const { mounts } = options;
  return [
    ...tableRoutes(mounts, { path: 'mounts', begins: '', types: ['kv'] }),
    ...tableRoutes(mounts, { path: 'auth', begins: 'auth/', types: ['jwt'] }),
    {
      // No policy speaks of it: who may do something below the mount may know of it.
      open: true,
      path: /^internal\/ui\/mounts\/(?<path>.+)$/,
      read(call) {
        const mount = mounts.behind(call.namespace, call.params['path'] ?? '');
        if (mount === null || !options.mayEnter(call, mount.path)) throw permissionDenied();
        return { data: { ...shown(mount), path: mount.path } };
      },
    },
  ];
}

interface Table {
  readonly path: string;
  readonly begins: '' | 'auth/';
  readonly types: readonly Mount['type'][];
}

function tableRoutes(mounts: Mounts, { begins, path, types }: Table): readonly Route[] {
  const ours = (call: Call): readonly Mount[] =>
    mounts
      .all(call.namespace)
      .filter((mount) => mount.path.startsWith('auth/') === (begins !== ''));
  const pathOf = ({ params }: Call): string => `${begins}${params['path'] ?? ''}/`;
  return [
    {
      path: new RegExp(`^${path}$`),
      read(call) {
        const all = ours(call).map((mount) => [mount.path.slice(begins.length), shown(mount)]);
        return { data: Object.fromEntries(all) as Data };
      },
    },
    {
      path: new RegExp(`^${path}/(?<path>.+?)(?:/tune)?$`),
      ...(begins === '' ? {} : { sudo: true as const }),
      read(call) {
        const found = ours(call).find((mount) => mount.path === pathOf(call));
        if (found === undefined)
          throw badRequest(
            `No ${begins === '' ? 'secret engine' : 'auth engine'} at ${pathOf(call)}`,
          );
        return { data: shown(found) };
      },
      write(call) {
        mounts.add({ ...mountIn(call.data, types), namespace: call.namespace, path: pathOf(call) });
        return null;
      },
      remove(call) {
        mounts.remove(call.namespace, pathOf(call));
        return null;
      },
    },
  ];
}

function mountIn(
  data: Data,
  types: Table['types'],
): Pick<Mount, 'type' | 'options' | 'description'> {
  const asked = textIn(data, 'type') ?? '';
  const options = objectIn(data, 'options');
  const second = asked === 'kv-v2' || (asked === 'kv' && String(options?.['version']) === '2');
  const type = asked === 'kv-v2' ? 'kv' : asked;
  if (!(types as readonly string[]).includes(type))
    throw new VaultRefusal(400, `plugin not found in the catalog: ${asked}`);
  if (type === 'kv' && !second)
    throw badRequest('the sandbox has KV version 2 alone: give the option version=2');
  return {
    type: type as Mount['type'],
    options: type === 'kv' ? { version: '2' } : null,
    description: textIn(data, 'description') ?? '',
  };
}

function shown({ accessor, description, options, type, uuid }: Mount): Data {
  return {
    accessor,
    config: { default_lease_ttl: 0, force_no_cache: false, max_lease_ttl: 0, ...TTLS[type] },
    description,
    external_entropy_access: false,
    local: false,
    options,
    seal_wrap: false,
    type,
    uuid,
  };
}

const TTLS: Partial<Record<Mount['type'], Data>> = {
  token: { default_lease_ttl: SYSTEM_TTL, max_lease_ttl: SYSTEM_TTL },
};
