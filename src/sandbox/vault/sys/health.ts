// `sys/health` and the seal: answered whatever state Vault is in.

import type { Data, Reply, Route } from '../call.ts';
import { textIn } from '../input.ts';
import { badRequest } from '../refusal.ts';
import type { Storage } from '../store/storage.ts';

export interface HealthOptions {
  readonly storage: Pick<Storage, 'isSealed' | 'seal' | 'unseal'>;
  readonly now: () => Date;
  readonly clusterId: string;
}

/** The release whose answers these are like. */
const VERSION = '1.20.0';

export function healthRoutes(options: HealthOptions): readonly Route[] {
  const { storage } = options;
  return [
    { path: /^health$/, open: true, always: true, read: (call) => health(options, call.query) },
    {
      path: /^seal-status$/,
      open: true,
      always: true,
      read: () => ({ bare: sealStatus(options) }),
    },
    {
      path: /^unseal$/,
      open: true,
      always: true,
      write({ data }) {
        if (!storage.unseal(textIn(data, 'key') ?? ''))
          throw badRequest('failed to unseal: invalid key');
        return { bare: sealStatus(options) };
      },
    },
    {
      path: /^seal$/,
      sudo: true,
      write() {
        storage.seal();
        return null;
      },
    },
  ];
}

/** https://developer.hashicorp.com/vault/api-docs/system/health */
function health({ clusterId, now, storage }: HealthOptions, query: URLSearchParams): Reply {
  const sealed = storage.isSealed();
  const wanted = Number(query.get(sealed ? 'sealedcode' : 'activecode') ?? Number.NaN);
  return {
    status: Number.isInteger(wanted) ? wanted : sealed ? 503 : 200,
    bare: {
      initialized: true,
      sealed,
      standby: false,
      performance_standby: false,
      replication_performance_mode: sealed ? 'unknown' : 'disabled',
      replication_dr_mode: sealed ? 'unknown' : 'disabled',
      server_time_utc: Math.floor(now().getTime() / 1000),
      version: VERSION,
      enterprise: false,
      cluster_name: 'vault-cluster-sandbox',
      cluster_id: clusterId,
    },
  };
}

function sealStatus({ clusterId, storage }: HealthOptions): Data {
  return {
    type: 'shamir',
    initialized: true,
    sealed: storage.isSealed(),
    t: 1,
    n: 1,
    progress: 0,
    nonce: '',
    version: VERSION,
    build_date: '',
    migration: false,
    cluster_name: 'vault-cluster-sandbox',
    cluster_id: clusterId,
    recovery_seal: false,
    storage_type: 'file',
  };
}
