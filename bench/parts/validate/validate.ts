// How long `runway validate` takes to start, check a tiny repository and end, beside a node that does nothing.

import { inTurn } from '../../measure/rounds.ts';
import { RUNWAY } from '../../process/places.ts';
import { timed } from '../../process/run.ts';
import type { Setting } from '../../setting.ts';

const AIM = 2;
const ROUNDS = 15;
const TIMEOUT_MS = 30_000;

export async function validate(setting: Setting): Promise<void> {
  const { clone } = await setting.repository(1);
  const here = { program: process.execPath, cwd: clone, timeoutMs: TIMEOUT_MS };
  const figures = await inTurn(
    {
      validate: () =>
        timed(
          { ...here, args: [...setting.flags, RUNWAY, 'validate'] },
          {
            code: 0,
            check(said) {
              if (said !== '7 files are valid.\n') throw new Error(`it said: ${said}`);
            },
          },
        ),
      node: () => timed({ ...here, args: ['-e', '0'] }, { code: 0, check: () => undefined }),
    },
    {
      most: setting.scale.rounds < 5 ? setting.scale.rounds : ROUNDS,
      budgetMs: setting.scale.budgetMs,
      warmUp: 2,
      progress: (round) => setting.progress(`validate, ${round}`),
    },
  );
  setting.add({
    part: 'validate',
    what: '`runway validate` of a tiny repository',
    size: '1 x 3',
    unit: 'ms',
    measured: figures.validate,
    floor: { what: '`node -e 0`', figures: figures.node },
    aim: { of: 'ratio', atMost: AIM },
  });
}
