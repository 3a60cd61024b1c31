// Which passes share places: what belongs to one environment never takes the places of another.

import type { PassKey } from './queue.ts';

const OF_NO_ENVIRONMENT: readonly string[] = ['review', 'watch'];

/**
 * The environment for what works on its targets (`production`), the pass's name for reviews and watches. An
 * environment that is called like one of those has a lane of its own all the same (`review/`).
 */
export function laneOf({ pass, key }: PassKey): string {
  if (OF_NO_ENVIRONMENT.includes(pass)) return pass;
  const [environment = ''] = key.split('/');
  return OF_NO_ENVIRONMENT.includes(environment) ? `${environment}/` : environment;
}
