// Settings of a service that Runway never sets, and the field masks that set them back.

import { BOOKKEEPING, collectMembers } from './leftovers.ts';
import { isMark } from '../marks.ts';
import { isNoise } from './normal-form.ts';
import { latestPercent } from './traffic.ts';
import type { WireService } from './wire.ts';

/** Members that say how a service is, that name the last client, or that have a place in our words. */
const KNOWN: ReadonlySet<string> = new Set([
  ...BOOKKEEPING,
  'lastModifier',
  'client',
  'clientVersion',
  'urls',
  'terminalCondition',
  'latestReadyRevision',
  'latestCreatedRevision',
  'trafficStatuses',
  'uri',
  'threatDetectionEnabled',
  'labels',
  'annotations',
  'ingress',
  'template',
  'traffic',
  'scaling',
  'invokerIamDisabled',
]);

export function serviceLeftovers(service: WireService): Record<string, string> {
  const found: Record<string, string> = {};
  collectMembers(service, KNOWN, found);
  for (const [name, value] of Object.entries(service.annotations ?? {})) {
    if (!isMark(name) && !isNoise(name)) found[`annotations.${name}`] = value;
  }
  const stage = String(service.launchStage ?? 'GA');
  if (stage !== 'GA' && stage !== 'LAUNCH_STAGE_UNSPECIFIED') found['launchStage'] = stage;
  if (service.ingress === 'INGRESS_TRAFFIC_NONE') found['ingress'] = service.ingress;
  if (service.scaling?.scalingMode === 'MANUAL') {
    found['scaling.manualInstanceCount'] = String(service.scaling.manualInstanceCount ?? 0);
  }
  const latest = latestPercent(service);
  if (latest > 0) found['traffic.latest'] = `${latest} %`;
  return found;
}

/** What to write so that these leftovers are gone. `scaling`, `traffic` and `ingress` have values of their own. */
export interface Clearing {
  readonly annotations: readonly string[];
  /** Members in camel case. */
  readonly members: readonly string[];
}

export function clearing(paths: readonly string[]): Clearing {
  const prefix = 'annotations.';
  const annotations = paths.filter((path) => path.startsWith(prefix));
  const members = paths
    .filter((path) => !path.startsWith(prefix))
    .map((path) => path.split('.')[0] ?? path);
  return {
    annotations: annotations.map((path) => path.slice(prefix.length)),
    members: [...new Set(members)],
  };
}

/** A member's name as field masks spell it. */
export function snakeCase(member: string): string {
  return member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
