// Which services are ours: those that carry our labels. Anything else is never touched.

import type { Target } from '../../resources/address.ts';
import { carriesOwnLabels } from '../../resources/own-labels.ts';
import type { WireService } from './translation/wire.ts';
import { shortName } from './translation/wire.ts';

/** A copy of one of ours under another name carries our labels too, and is not ours. */
export function owned(service: WireService, environment: string): boolean {
  return carriesOwnLabels(service.labels, environment, shortName(service.name));
}

/** As a sentence about one begins. */
export function inWords(target: Target, region: string): string {
  return `The service of ${target} in ${region}`;
}
