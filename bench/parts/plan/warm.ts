// A resident bot plans a merge request that changes one service: our own work, and the pass as a whole.

import { join } from 'node:path';
import { summarize } from '../../measure/statistics.ts';
import { type Attendant, startAttendant } from '../../process/attendant.ts';
import { number } from '../../report/words.ts';
import type { Setting } from '../../setting.ts';
import type { questions, WarmPlan } from './plan-attendant.ts';

const OWN_AIM_MS = 20;
/** The same at every size, with room for a machine that others use too. */
const FLAT = 1.5;

interface Measured {
  readonly workloads: number;
  readonly plans: readonly WarmPlan[];
  readonly floors: readonly number[];
}

export async function measureWarm(setting: Setting): Promise<void> {
  const attendants: { workloads: number; plans: WarmPlan[]; floors: number[]; at: Planner }[] = [];
  try {
    for (const workloads of setting.scale.sizes) {
      const at = await prepared(setting, workloads);
      attendants.push({ workloads, plans: [], floors: [], at });
    }
    const { warmUp, rounds } = setting.scale.warm;
    for (let round = 0; round < warmUp + rounds; round += 1) {
      setting.progress(`warm plan, round ${round + 1} of ${warmUp + rounds}`);
      for (const { at, plans, floors } of attendants) {
        const plan = await at.ask('plan', { at: 2 * round });
        const floor = await at.ask('bareGit', { at: 2 * round + 1 });
        if (round < warmUp) continue;
        plans.push(plan);
        floors.push(floor);
      }
    }
    tell(setting, attendants);
  } finally {
    for (const { at } of attendants) await at.stop();
  }
}

type Planner = Attendant<typeof questions>;

async function prepared(setting: Setting, workloads: number): Promise<Planner> {
  const { bare, changes } = await setting.repository(workloads);
  setting.progress(`reading ${workloads} workloads`);
  const at = startAttendant<typeof questions>('parts/plan/plan-attendant', {
    flags: setting.flags,
  });
  const dir = join(setting.dir, `warm-${workloads}`);
  const files = await at.ask('prepare', { bare, dir, changes, workloads });
  if (files !== workloads * 4 + 3)
    throw new Error(`the bot read ${files} files of ${workloads} workloads`);
  return at;
}

function tell(setting: Setting, all: readonly Measured[]): void {
  const own = ({ plans }: Measured) => plans.map(({ processor }) => processor);
  for (const measured of all) {
    const { workloads, plans, floors } = measured;
    const size = `${workloads} x 3`;
    setting.add({
      part: 'plan',
      what: 'warm plan of a one-service change: own work',
      size,
      unit: 'ms',
      measured: own(measured),
      aim: { of: 'value', atMost: OWN_AIM_MS },
      note: 'processor time of the bot in one review pass, starting Git included, Git itself not',
    });
    setting.add({
      part: 'plan',
      what: 'warm plan: the whole pass',
      size,
      unit: 'ms',
      measured: plans.map(({ whole }) => whole),
      floor: { what: 'fetch, rev-parse, merge-tree and diff-tree alone', figures: floors },
      note: `${calls(plans)} calls of the repository port; without waiting for Git ${rest(plans)} ms`,
    });
  }
  const [smallest] = all;
  const largest = all.at(-1);
  if (smallest === undefined || largest === undefined || smallest === largest) return;
  setting.add({
    part: 'plan',
    what: 'warm plan: own work, flat in size',
    size: `${largest.workloads} / ${smallest.workloads}`,
    unit: 'ms',
    measured: own(largest),
    floor: { what: 'own work at the smallest size', figures: own(smallest) },
    aim: { of: 'ratio', atMost: FLAT },
  });
}

function calls(plans: readonly WarmPlan[]): number {
  return summarize(plans.map(({ gitCalls }) => gitCalls)).median;
}

function rest(plans: readonly WarmPlan[]): string {
  return number(summarize(plans.map(({ own }) => own)).median);
}
