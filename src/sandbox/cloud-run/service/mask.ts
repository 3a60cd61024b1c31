// Update masks: which fields of a stored service a request replaces.

import { patched, type Mask } from '../../google/serve/mask.ts';

/** Fields that only the server writes: left as they are, whatever a request says. */
const OUTPUT_ONLY: readonly string[] = [
  'name',
  'uid',
  'generation',
  'createTime',
  'updateTime',
  'deleteTime',
  'expireTime',
  'creator',
  'lastModifier',
  'observedGeneration',
  'terminalCondition',
  'conditions',
  'latestReadyRevision',
  'latestCreatedRevision',
  'trafficStatuses',
  'uri',
  'urls',
  'satisfiesPzs',
  'reconciling',
  'etag',
];

/** What a request asks for, on top of what is stored. No paths, or `*`, replaces the whole service. */
export function masked<T extends object>(stored: T, asked: T, mask: Mask): T {
  const whole = mask.paths.length === 0 || mask.paths.includes('*');
  return whole ? asked : patched(stored, asked, mask);
}

export function inputOf<T extends object>(message: T): T {
  const entries = Object.entries(message).filter(([key]) => !OUTPUT_ONLY.includes(key));
  return Object.fromEntries(entries) as T;
}
