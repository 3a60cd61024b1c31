// Which services are ours: those that carry our labels. Anything else is never touched.

import { carriesOwnLabels } from '../../resources/own-labels.ts';
import type { WireService } from './translation/wire.ts';
import { shortName } from './translation/wire.ts';

/** A copy of one of ours under another name carries our labels too, and is not ours. */
export function owned(service: WireService, environment: string): boolean {
  return carriesOwnLabels(service.labels, environment, shortName(service.name));
}
