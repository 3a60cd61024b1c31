// The two programs on one engine. They run with different rights and know nothing of each other.

/**
 * `reconciler`: what runs, from the deployments. `provisioner`: what it may run with (accounts, trust, repositories),
 * from the inventory.
 */
export type ProgramName = 'reconciler' | 'provisioner';

export const programNames: readonly ProgramName[] = ['reconciler', 'provisioner'];
