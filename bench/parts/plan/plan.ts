// The part `plan`: warm, cold for one target, cold for all of them.

import type { Setting } from '../../setting.ts';
import { measureCold } from './cold.ts';
import { measureFull } from './full.ts';
import { measureWarm } from './warm.ts';

export async function plan(setting: Setting): Promise<void> {
  await setting.attempt('warm plan', () => measureWarm(setting));
  await measureCold(setting);
  await measureFull(setting);
}
