// One merge that gives every target of an environment a new version, on a runtime that takes its time.

import { join } from 'node:path';
import { startAttendant } from '../../process/attendant.ts';
import { DEV_ALL, DEV_ONE } from '../../repository/generate.ts';
import { releaseOf, workloadNames } from '../../repository/names.ts';
import type { Setting } from '../../setting.ts';
import type { questions } from './apply-attendant.ts';
import { criticalPathMs } from './lengths.ts';

const AIM = 1.1;

type DevTarget = `dev/${string}`;

export async function apply(setting: Setting): Promise<void> {
  const { targets: count, ...lengths } = setting.scale.apply;
  const { bare } = await setting.repository(count);
  const targets = [...Array(count).keys()].map(
    (index): DevTarget => `dev/${workloadNames(index).name}`,
  );
  const bot = startAttendant<typeof questions>('parts/apply/apply-attendant', {
    flags: setting.flags,
  });
  try {
    setting.progress(`apply: bringing up ${count} targets`);
    const dir = join(setting.dir, 'apply');
    const up = await bot.ask('open', { bare, dir, lengths, targets });
    if (up !== count) throw new Error(`${up} of ${count} targets serve before the merge`);
    setting.progress('apply: one undisturbed target');
    const one = await bot.ask('merge', { ref: DEV_ONE, targets: targets.slice(0, 1) });
    checkServing(one.serving, targets, (target) => (target === targets[0] ? 1 : 0));
    setting.progress(`apply: ${count} targets at once`);
    const all = await bot.ask('merge', { ref: DEV_ALL, targets });
    checkServing(all.serving, targets, () => 2);
    tell(setting, { one: one.ms, all: all.ms });
  } finally {
    await bot.stop();
  }
}

/** Each target has all its traffic on the version of this step. */
function checkServing(
  serving: ReadonlyMap<string, string>,
  targets: readonly DevTarget[],
  step: (target: DevTarget) => number,
): void {
  const wrong = targets.filter(
    (target) => serving.get(target) !== releaseOf(target.slice(4), step(target)).version,
  );
  if (wrong.length === 0) return;
  const [first = ''] = wrong;
  throw new Error(
    `${wrong.length} targets do not serve what was merged: ${first} ${serving.get(first)}`,
  );
}

function tell(
  setting: Setting,
  { one, all }: { readonly one: number; readonly all: number },
): void {
  const { targets, ...lengths } = setting.scale.apply;
  const { shortestMs, longestMs } = lengths;
  const critical = criticalPathMs(targets, lengths) / 1_000;
  const common = { part: 'apply', unit: 's' } as const;
  const floor = {
    what: `the critical path: the longest target's operations (each target's take ${shortestMs / 1_000} to ${longestMs / 1_000} s, one after the other)`,
    figures: [critical],
  };
  setting.add({
    ...common,
    what: 'apply, from merge to proof',
    size: `${targets} targets`,
    measured: [all / 1_000],
    floor,
    aim: { of: 'ratio', atMost: AIM },
    note: 'images are there already; the runtime is in memory, everything else of the bot is real',
  });
  setting.add({
    ...common,
    what: 'apply of the longest target alone',
    size: '1 target',
    measured: [one / 1_000],
    floor,
  });
  setting.add({
    ...common,
    what: 'apply of all beside the longest alone',
    size: `${targets} / 1`,
    measured: [all / 1_000],
    floor: { what: 'the longest target, undisturbed in the same run', figures: [one / 1_000] },
  });
}
