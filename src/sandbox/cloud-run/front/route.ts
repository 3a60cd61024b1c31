// Which revision answers a request.

import type { ServiceState } from '../messages.ts';
import { LATEST } from '../messages.ts';

export interface Share {
  readonly revision: string;
  readonly percent: number;
  readonly tag: string | null;
}

/** What is really served: latest entries resolved to the newest revision that came up. */
export function shares({ service }: ServiceState): readonly Share[] {
  const ready = service.latestReadyRevision?.split('/').at(-1) ?? '';
  return (service.trafficStatuses ?? [])
    .map(({ percent, revision, tag, type }) => ({
      revision: type === LATEST ? ready : (revision ?? ''),
      percent: percent ?? 0,
      tag: tag || null,
    }))
    .filter(({ revision }) => revision !== '');
}

/** `random` is in [0, 1). Null when nothing serves. */
export function choose(served: readonly Share[], random: number): string | null {
  let left = random * 100;
  for (const { percent, revision } of served) {
    if (left < percent) return revision;
    left -= percent;
  }
  return null;
}

export interface Destination {
  readonly state: ServiceState;
  readonly tag: string | null;
}

/**
 * The service, and tag, that a Host header names; the port does not matter. Browsers find names that end in
 * `.localhost` on this machine, so that ending is allowed.
 */
export function destination(
  services: readonly ServiceState[],
  header: string | undefined,
): Destination | null {
  const name = (header ?? '').toLowerCase().replace(/(\.localhost)?(:[0-9]+)?$/, '');
  if (!name.endsWith('.run.app')) return null;
  for (const state of services) {
    if (state.service.urls?.some((url) => url === `https://${name}`)) return { state, tag: null };
    const tagged = state.service.trafficStatuses?.find(({ uri }) => uri === `https://${name}`);
    if (tagged) return { state, tag: tagged.tag ?? null };
  }
  return null;
}
