// `runway plan --offline` of one changed target, from the start of the process to its end.

import { program, RUNWAY } from '../../process/places.ts';
import { timed } from '../../process/run.ts';
import { inTurn } from '../../measure/rounds.ts';
import { releaseOf, workloadNames } from '../../repository/names.ts';
import type { GeneratedRepository } from '../../repository/generate.ts';
import type { Setting } from '../../setting.ts';

const AIM_MS = 250;
const TIMEOUT_MS = 60_000;

export async function measureCold(setting: Setting): Promise<void> {
  for (const workloads of setting.scale.sizes) {
    await setting.attempt(`cold plan at ${workloads} x 3`, () => measureAt(setting, workloads));
  }
}

async function measureAt(setting: Setting, workloads: number): Promise<void> {
  const repository = await setting.repository(workloads);
  const { rounds, budgetMs } = setting.scale;
  const here = { program: process.execPath, cwd: repository.one, timeoutMs: TIMEOUT_MS };
  const figures = await inTurn(
    {
      plan: () =>
        timed(
          { ...here, args: [...setting.flags, RUNWAY, 'plan', '--offline'] },
          { code: 2, check: (said) => checkOne(said, repository) },
        ),
      floor: () =>
        timed(
          { ...here, args: [program('parts/plan/needed-git')] },
          { code: 0, check: (said) => mustSay(said, 'read 4 files\n') },
        ),
      node: () => timed({ ...here, args: ['-e', '0'] }, { code: 0, check: () => undefined }),
    },
    {
      most: rounds,
      budgetMs,
      warmUp: 2,
      progress: (round) => setting.progress(`cold plan at ${workloads} x 3, ${round}`),
    },
  );
  const node = Math.round(Math.min(...figures.node));
  setting.add({
    part: 'plan',
    what: 'cold `runway plan --offline` of one target',
    size: `${workloads} x 3`,
    unit: 'ms',
    measured: figures.plan,
    floor: { what: 'a fresh node with the git calls it needs', figures: figures.floor },
    aim: { of: 'value', atMost: AIM_MS },
    note: `\`node -e 0\` alone: ${node} ms at best`,
  });
}

/** Exactly the one target, with both versions. */
function checkOne(said: string, { workloads }: GeneratedRepository): void {
  const { name } = workloadNames(Math.floor(workloads / 2));
  const [before, after] = [releaseOf(name, 0).version, releaseOf(name, 1).version];
  mustSay(said, `staging/${name}  ${before} → ${after}  update`);
  mustSay(said, '\n1 target, 3 steps.\n');
}

function mustSay(said: string, words: string): void {
  if (!said.includes(words))
    throw new Error(`${JSON.stringify(words)} is not in:\n${said.slice(0, 1_000)}`);
}
