// Copying an image by digest between two registries of the sandbox, and finding that it is there already.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Attendant, startAttendant } from '../../process/attendant.ts';
import { inTurn } from '../../measure/rounds.ts';
import { timed } from '../../process/run.ts';
import type { Setting } from '../../setting.ts';
import type { questions as mirrorQuestions } from './mirror-attendant.ts';
import { type Registries, REPOSITORY, USER } from './names.ts';
import type { questions as registryQuestions } from './registry-attendant.ts';

const TIMEOUT_MS = 60_000;

interface Bench {
  readonly setting: Setting;
  readonly mirror: Attendant<typeof mirrorQuestions>;
  readonly holder: Attendant<typeof registryQuestions>;
  readonly registries: Registries;
}

export async function image(setting: Setting): Promise<void> {
  const holder = startAttendant<typeof registryQuestions>('parts/image/registry-attendant');
  const mirror = startAttendant<typeof mirrorQuestions>('parts/image/mirror-attendant', {
    flags: setting.flags,
  });
  try {
    setting.progress('image: pushing one to the source registry');
    const { mebibytes } = setting.scale.image;
    const registries = await holder.ask('open', {
      dir: join(setting.dir, 'registries'),
      mebibytes,
    });
    const bench = { setting, mirror, holder, registries };
    await setting.attempt('image copy', () => measureCopy(bench));
    await setting.attempt('unchanged image', () => measureUnchanged(bench));
  } finally {
    await mirror.stop();
    await holder.stop();
  }
}

async function measureCopy(bench: Bench): Promise<void> {
  const { setting, mirror } = bench;
  const { mebibytes, rounds } = setting.scale.image;
  const skopeo = spawnSync('skopeo', ['--version']).status === 0;
  const anew = async (): Promise<Registries> => {
    const target = await bench.holder.ask('anew', undefined);
    await bench.holder.ask('requests', undefined);
    return { ...bench.registries, target };
  };
  const runway = async (): Promise<number> => {
    const { ms, outcome } = await mirror.ask('copy', {
      registries: await anew(),
      repository: REPOSITORY,
    });
    if (outcome !== 'copied') throw new Error(`the copy was ${outcome}`);
    await mustHaveCopied(bench);
    return ms;
  };
  const floor = async () =>
    mirror.ask('bytes', { registries: await anew(), repository: REPOSITORY });
  const bySkopeo = async (): Promise<number> => {
    const ms = await copyBySkopeo(await anew());
    await mustHaveCopied(bench);
    return ms;
  };
  const figures = await inTurn<'runway' | 'floor' | 'skopeo'>(
    { runway, floor, skopeo: skopeo ? bySkopeo : floor },
    {
      most: rounds,
      budgetMs: 60_000,
      warmUp: 1,
      progress: (round) => setting.progress(`image copy, ${round}`),
    },
  );
  const common = {
    part: 'image',
    size: `${mebibytes} MiB`,
    unit: 'ms',
    measured: figures.runway,
  } as const;
  setting.add({
    ...common,
    what: 'image copy by the bot',
    floor: {
      what: 'the same bytes from one registry to the other, unchecked',
      figures: figures.floor,
    },
  });
  if (skopeo) {
    setting.add({
      ...common,
      what: 'image copy by the bot, beside skopeo',
      floor: {
        what: '`skopeo copy` of the same image, its own start included',
        figures: figures.skopeo,
      },
    });
  } else setting.skip('image copy by skopeo', 'skopeo is not installed');
}

function copyBySkopeo({ source, target, password, image: { digest } }: Registries) {
  const at = (url: string): string => `docker://${new URL(url).host}`;
  const args = [
    '--insecure-policy',
    'copy',
    '--src-tls-verify=false',
    '--dest-tls-verify=false',
    `--src-creds=${USER}:${password}`,
    `--dest-creds=${USER}:${password}`,
    `${at(source)}/${REPOSITORY}@${digest}`,
    `${at(target)}/${REPOSITORY}@${digest}`,
  ];
  const command = { program: 'skopeo', args, cwd: '/', timeoutMs: TIMEOUT_MS };
  return timed(command, { code: 0, check: () => undefined });
}

/** The layer really left the source, and is where it was to be. */
async function mustHaveCopied(bench: Bench): Promise<void> {
  await mustHold(bench, REPOSITORY);
  const { layer } = bench.registries.image;
  const asked = await bench.holder.ask('requests', undefined);
  const read = asked.some(
    ({ registry, method, path }) =>
      registry === 'source' && method === 'GET' && path.endsWith(`/blobs/${layer}`),
  );
  if (!read) throw new Error('nobody read the layer, so nothing was copied');
}

async function mustHold({ holder, registries }: Bench, repository: string): Promise<void> {
  const { digest, layer } = registries.image;
  if (await holder.ask('holds', { repository, digest, layer })) return;
  throw new Error(`${repository} does not hold ${digest}`);
}

/** One HEAD to the target and nothing else: counted where it arrives. */
async function measureUnchanged(bench: Bench): Promise<void> {
  const { setting, mirror, holder } = bench;
  const repository = REPOSITORY;
  const registries = { ...bench.registries, target: await holder.ask('anew', undefined) };
  await mirror.ask('copy', { registries, repository });
  await mustHold(bench, repository);
  await mirror.ask('again', { registries, repository });
  const requests: number[] = [];
  const runway = async (): Promise<number> => {
    await holder.ask('requests', undefined);
    const { ms, outcome } = await mirror.ask('again', { registries, repository });
    if (outcome !== 'unchanged') throw new Error(`the image was ${outcome}`);
    const asked = await holder.ask('requests', undefined);
    if (asked.length === 0) throw new Error('nobody asked the registry, so nobody knows');
    requests.push(asked.length);
    return ms;
  };
  const figures = await inTurn(
    { runway, floor: () => mirror.ask('head', { registries, repository }) },
    {
      most: setting.scale.rounds,
      budgetMs: setting.scale.budgetMs,
      warmUp: 2,
      progress: (round) => setting.progress(`unchanged image, ${round}`),
    },
  );
  setting.add({
    part: 'image',
    what: 'unchanged image: requests',
    unit: 'requests',
    measured: requests,
    aim: { of: 'value', atMost: 1 },
    note: 'counted by the registries, with a token that is there already',
  });
  setting.add({
    part: 'image',
    what: 'unchanged image: time',
    unit: 'ms',
    measured: figures.runway,
    floor: { what: 'one HEAD', figures: figures.floor },
  });
}
