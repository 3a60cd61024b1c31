// What the resident bot holds with everything read, and after many reviews, beside the same process with nothing to do.

import { join } from 'node:path';
import { type Attendant, startAttendant } from '../../process/attendant.ts';
import type { GeneratedRepository } from '../../repository/generate.ts';
import type { Setting } from '../../setting.ts';
import type { Held, questions } from './memory-attendant.ts';

type Bot = Attendant<typeof questions>;

export async function memory(setting: Setting): Promise<void> {
  const { workloads, reviews } = setting.scale.memory;
  const deployments = workloads * 3;
  const repository = await setting.repository(workloads);
  setting.progress('memory: an idle bot');
  const idle = await idleBot(setting);
  const bot = startBot(setting);
  try {
    await open(bot, setting, repository);
    setting.progress(`memory: a resync of ${deployments} deployments`);
    const synced = await bot.ask('resync', undefined);
    if (synced.asked !== deployments) {
      throw new Error(`the resync asked for ${synced.asked} of ${deployments} deployments`);
    }
    setting.progress(`memory: ${reviews} reviews`);
    const reviewed = await bot.ask('reviews', { count: reviews });
    tell(setting, { what: 'after a full resync', held: synced, idle });
    tell(setting, { what: `after ${reviews} reviews more`, held: reviewed, idle });
  } finally {
    await bot.stop();
  }
}

function startBot(setting: Setting): Bot {
  return startAttendant<typeof questions>('parts/memory/memory-attendant', {
    flags: ['--expose-gc', ...setting.flags],
  });
}

function open(bot: Bot, setting: Setting, repository: GeneratedRepository): Promise<Held> {
  const { bare, workloads, changes } = repository;
  return bot.ask('open', {
    bare,
    workloads,
    changes,
    dir: join(setting.dir, `memory-${workloads}`),
  });
}

/** On the smallest repository there is, of which it has read nothing yet. */
async function idleBot(setting: Setting): Promise<Held> {
  const bot = startBot(setting);
  try {
    return await open(bot, setting, { ...(await setting.repository(1)), changes: [] });
  } finally {
    await bot.stop();
  }
}

function tell(
  setting: Setting,
  { what, held, idle }: { readonly what: string; readonly held: Held; readonly idle: Held },
): void {
  const size = `${setting.scale.memory.workloads} x 3`;
  const common = { part: 'memory', size, unit: 'MiB' } as const;
  const floor = 'the same process idle, with its store open and nothing read';
  setting.add({
    ...common,
    what: `resident bot ${what}: whole process`,
    measured: [held.rss],
    floor: { what: floor, figures: [idle.rss] },
    note: 'the embedded store runs in the same process',
  });
  setting.add({
    ...common,
    what: `resident bot ${what}: heap`,
    measured: [held.heap],
    floor: { what: floor, figures: [idle.heap] },
  });
}
