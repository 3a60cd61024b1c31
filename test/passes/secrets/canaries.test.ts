// Values are planted in Vault, everything is run with faults on, and whatever the bot wrote is searched for them.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from '@jest/globals';
import { Failure } from '../../../src/ports/failure.ts';
import { redact } from '../../../src/ports/redact.ts';
import { type Line, recordingLog } from '../../support/recording-log.ts';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';
import { breakSecret, copies, dev, path, withSecrets, writeSecret } from './secret-world.ts';

const lines: Line[] = [];

/** Each breaks one call on the way of a new version, before it has had its effect or after. */
const CALLS = [
  'vault.describe',
  'secrets.observe',
  'secrets.apply',
  'runtime.apply',
  'ledger.progressed',
  'forge.comment',
] as const;

story(
  'no value that was in Vault is in anything that the bot wrote',
  { ...withSecrets, log: recordingLog(lines) },
  async (world) => {
    const planted = [writeSecret(world, 'API_KEY'), writeSecret(world, 'SIGNING_KEY')];
    const bumped = world.file(dev, '1.0.0').replace('version: 1.0.0', 'version: 1.1.0');
    await merged(world, bumped);
    for (const call of CALLS) {
      for (const when of ['before', 'after'] as const) {
        const value = writeSecret(world, 'API_KEY');
        planted.push(value);
        world.faults.arm({
          call: 1,
          when,
          counts: (name) => name === call,
          error: () => broken(call, value),
        });
        await merged(world, next(world));
        expect(world.faults.fired()).toBe(call);
        world.faults.arm(null);
      }
    }
    breakSecret(world, 'API_KEY', 'destroy', planted.length - 2);
    planted.push(writeSecret(world, 'API_KEY'));
    await merged(world, next(world));

    expect(Object.values(copies(world)).flat()).toEqual(expect.arrayContaining([planted.at(-1)]));
    const everything = await written(world);
    for (const value of planted) {
      for (const spelling of spellings(value)) expect(everything).not.toContain(spelling);
    }
  },
);

/** What the other side might say in the worst case; its words are cleaned where they come in. */
function broken(call: string, value: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    message: `${call} was cut off, ${value.length} bytes`,
    hint: 'It is tried again later.',
    retry: 'later',
  });
}

async function merged(world: World, text: string): Promise<void> {
  const number = await world.open({ files: { [path]: text } });
  await world.settle();
  await world.later(120_000);
  await world.merge(number);
  await world.settle();
  await world.later(300_000);
}

/** The file with the next version of the one secret. */
function next(world: World): string {
  const text = world.read('main', path) ?? '';
  return text.replace(/API_KEY: (\d+)/, (_, version: string) => `API_KEY: ${Number(version) + 1}`);
}

function spellings(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  return [value, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex')];
}

/** Comments, notes, statuses, queue, ledger, logs, what the runtime was told, and every byte in every file. */
async function written(world: World): Promise<string> {
  const requests = await world.outside.forge.mergeRequests({ state: 'all' });
  const notes = requests.map(({ number }) => world.forge.people.notes(number));
  const statuses = requests.map(({ head }) => world.forge.people.statuses(head));
  const scope = { depth: 30, maxArrayLength: null, maxStringLength: null, showHidden: true };
  const secrets = [...world.secrets.secrets.values()].map(({ annotations, labels }) => [
    annotations,
    labels,
  ]);
  return [
    inspect([requests, notes, statuses, secrets, world.secrets.calls], scope),
    inspect(await world.queue.list({ state: 'all' }), scope),
    inspect(await world.outside.ledger.history(dev, 1000), scope),
    inspect(await world.live(dev), scope),
    JSON.stringify(redact(lines)),
    inspect(lines, scope),
    filesBelow(world.origin.folder),
    execFileSync('git', ['cat-file', '--batch', '--batch-all-objects'], {
      cwd: join(world.origin.folder, 'mirror'),
      maxBuffer: 1 << 28,
    }).toString('latin1'),
  ].join('\n');
}

function filesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
    .map((file) => readFileSync(file).toString('latin1'))
    .join('\n');
}
