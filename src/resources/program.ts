// The two programs on one engine. They run with different rights and know nothing of each other.

import type { Kind } from './kinds.ts';

/**
 * `reconciler`: what runs, from the deployments. `provisioner`: what it may run with (accounts, trust, repositories),
 * from the inventory.
 */
export type ProgramName = 'reconciler' | 'provisioner';

export const programNames: readonly ProgramName[] = ['reconciler', 'provisioner'];

/** Which of them makes what. */
export const makerOf = {
  ServiceAccount: 'provisioner',
  Trust: 'provisioner',
  VaultPolicy: 'provisioner',
  VaultRole: 'provisioner',
  ImageRepository: 'provisioner',
  ParkedService: 'provisioner',
  Image: 'reconciler',
  Secret: 'reconciler',
  Service: 'reconciler',
  Traffic: 'reconciler',
  Endpoint: 'reconciler',
} as const satisfies Readonly<Record<Kind, ProgramName>>;
