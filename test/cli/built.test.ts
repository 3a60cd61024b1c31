// What the build makes of the code: the same refusals, and commands that load only what they need.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { isObject } from '../../src/documents/plain-object.ts';
import * as compiledWhenNeeded from '../../src/documents/schema/validators.ts';
import { lonelyBot } from '../support/lonely-bot.ts';
import { deployment, environment, workload } from '../documents/files.ts';
import { ROOT } from '../support/command-line.ts';

/** Each costs about half a millisecond; without the build they would be some two hundred. */
const FEW = 40;

type Validators = typeof compiledWhenNeeded;

const documents: readonly (readonly [kind: string, text: string])[] = [
  ['Workload', workload('checkout')],
  ['Environment', environment('dev', '  promotesFrom: build\n')],
  ['Deployment', deployment('checkout', { spec: '{ container_port: 8080, regions: [us-east1] }' })],
  [
    'Deployment',
    deployment('checkout', { overrides: 'overrides: { scalability: { min_instances: 2 } }' }),
  ],
  ['RunwayService', 'apiVersion: runway/v1\nkind: RunwayService\nspec: { container_port: 8080 }'],
  ['Settings', 'forge: { url: https://gitlab.example, project: acme/gitops }'],
  ['Settings', 'forge: { kind: github, project: acme/gitops, app: { id: 7 }, pace: none }'],
];

test.each(documents)('what the build made refuses the same in a %s: %#', async (kind, text) => {
  const built = (await import(join(ROOT, 'dist/documents/schema/validators.js'))) as Validators;
  const variants = [...damaged(parse(text))];

  expect(variants.length).toBeGreaterThan(5);
  for (const variant of variants) {
    expect(errorsOf(built, kind, variant)).toEqual(errorsOf(compiledWhenNeeded, kind, variant));
  }
});

test('no compiler of schemas is loaded with what the build made', async () => {
  const text = await readFile(join(ROOT, 'dist/documents/schema/validators.js'), 'utf8');

  expect(text).not.toMatch(/from ?['"]|\bimport\(|Ajv/);
});

test.each([
  ['validate', ['validate', '.']],
  ['explain', ['explain', 'dev/checkout']],
  ['plan --offline', ['plan', '--offline']],
  ['--help', ['--help']],
])('%s loads a few files and no package', async (_, words) => {
  const loaded = await loadedBy(words);

  expect(loaded.length).toBeGreaterThan(0);
  expect(loaded.filter((file) => file.includes('/node_modules/'))).toEqual([]);
  expect(loaded.length).toBeLessThanOrEqual(FEW);
});

test.each(['gitlab', 'github'] as const)('a bot on %s loads what that needs', async (kind) => {
  const dir = await mkdtemp(join(tmpdir(), 'runway-built-'));
  // A port that is taken ends the bot, and only after it has made its doors.
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const loaded = await loadedBy([
    'serve',
    '--settings',
    await lonelyBot(dir, `port: ${port}`, kind),
  ]);
  other.close();
  await rm(dir, { recursive: true });

  expect(loaded.some((file) => file.includes('/node_modules/fastify/'))).toBe(true);
  expect(loaded.some((file) => file.includes('/node_modules/probot/'))).toBe(kind === 'github');
});

/** The value itself, and the value with each part in turn taken out, replaced, or joined by what is not known. */
function* damaged(value: unknown): Generator {
  yield value;
  for (const other of [null, '', 'a b', -1, 1.5, true, [], {}, ['x', 'x']]) yield other;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const inner of damaged(item)) yield value.with(index, inner);
    }
  }
  if (!isObject(value)) return;
  yield { ...value, unknown: 1 };
  for (const [key, member] of Object.entries(value)) {
    const { [key]: _, ...rest } = value;
    yield rest;
    for (const inner of damaged(member)) yield { ...value, [key]: inner };
  }
}

function errorsOf({ validatorOf }: Validators, kind: string, value: unknown): unknown {
  const validate = validatorOf(kind);
  return validate(value) ? [] : validate.errors;
}

/** Every file that the command loaded, as V8 counts them. */
async function loadedBy(words: readonly string[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'runway-loaded-'));
  try {
    const env = { ...process.env, NODE_V8_COVERAGE: folder };
    const main = join(ROOT, 'dist/cli/main.js');
    await promisify(execFile)(process.execPath, [main, ...words], { cwd: ROOT, env }).catch(
      () => undefined,
    );
    const files = (await readdir(folder)).filter((name) => name.startsWith('coverage-'));
    const reports = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    return reports
      .flatMap((report) => (JSON.parse(report) as { result: { url: string }[] }).result)
      .map(({ url }) => url)
      .filter((url) => url.startsWith('file:'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
