// `runway plan --offline` of a branch that changes every target, beside reading and parsing the same files.

import { inTurn } from '../../measure/rounds.ts';
import { program, RUNWAY } from '../../process/places.ts';
import { timed } from '../../process/run.ts';
import type { Setting } from '../../setting.ts';

const AIM = 1.5;
const TIMEOUT_MS = 120_000;

export async function measureFull(setting: Setting): Promise<void> {
  for (const workloads of setting.scale.sizes) {
    await setting.attempt(`cold full plan at ${workloads} x 3`, () =>
      measureAt(setting, workloads),
    );
  }
}

async function measureAt(setting: Setting, workloads: number): Promise<void> {
  const { all } = await setting.repository(workloads);
  const { rounds, budgetMs } = setting.scale;
  const targets = workloads * 3;
  const here = { program: process.execPath, cwd: all, timeoutMs: TIMEOUT_MS };
  const figures = await inTurn(
    {
      plan: () =>
        timed(
          { ...here, args: [...setting.flags, RUNWAY, 'plan', '--offline'] },
          { code: 2, check: (said) => checkAll(said, targets) },
        ),
      floor: () =>
        timed(
          { ...here, args: [program('parts/plan/read-and-parse')] },
          {
            code: 0,
            // Every target before and after, every workload, every environment.
            check: (said) => mustBe(said, `parsed ${2 * targets + workloads + 3} files\n`),
          },
        ),
    },
    {
      most: rounds,
      budgetMs,
      warmUp: 0,
      progress: (round) => setting.progress(`cold full plan at ${workloads} x 3, ${round}`),
    },
  );
  setting.add({
    part: 'plan',
    what: 'cold full plan: every target changes',
    size: `${workloads} x 3`,
    unit: 's',
    measured: figures.plan.map(seconds),
    floor: {
      what: 'the same files through cat-file and the YAML parser',
      figures: figures.floor.map(seconds),
    },
    aim: { of: 'ratio', atMost: AIM },
  });
}

function seconds(ms: number): number {
  return ms / 1_000;
}

/** Every target once, each with both versions. */
function checkAll(said: string, targets: number): void {
  const planned = said.match(/^(?:dev|staging|production)\/\S+ {2}1\.4\.0 → 1\.4\.1 {2}update/gm);
  const distinct = new Set(planned?.map((line) => line.split(' ')[0])).size;
  if (distinct !== targets || !said.includes(`\n${targets} targets, `)) {
    throw new Error(
      `${distinct} of ${targets} targets are planned; it ends with: ${said.slice(-200)}`,
    );
  }
}

function mustBe(said: string, words: string): void {
  if (said !== words)
    throw new Error(`expected ${JSON.stringify(words)}, not ${said.slice(0, 200)}`);
}
