// What a stopped or killed sandbox leaves behind.

import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { transformFileSync } from '@swc/core';
import {
  detectIsolation,
  hostCommand,
} from '../../../src/sandbox/cloud-run/containers/isolation.ts';
import { webServer } from './images.ts';
import { call, create, PARENT, read, service, startWorld, until } from './world.ts';

test('goes on in the same folder: same address, same services, running again', async () => {
  const before = await startWorld();
  const image = await before.registry.push('acme-dev/web', webServer('1'));
  const made = await create(before, 'lasting', service(image));
  expect(before.run.running()).toEqual([made.latestReadyRevision]);
  await before.close();
  expect(before.run.running()).toEqual([]);
  const after = await startWorld({}, before);
  try {
    expect(after.run.endpoint).toBe(before.run.endpoint);
    expect(after.run.front).toBe(before.run.front);
    expect(await read(after, 'lasting')).toEqual(made);
    await until(() => after.run.running().includes(made.latestReadyRevision ?? ''));
    expect((await call(after, made.uri ?? '')).json.version).toBe('1');
  } finally {
    await after.close();
  }
});

test('an operation that was under way is finished by the next start', async () => {
  const before = await startWorld({ delays: { trafficMs: 60_000 } });
  const image = await before.registry.push('acme-dev/web', webServer('1'));
  const [operation] = await before.services.createService({
    parent: PARENT,
    serviceId: 'halfway',
    service: service(image),
  });
  await until(async () => (await read(before, 'halfway')).latestReadyRevision !== '');
  // What a kill would leave on disk at this moment.
  const dir = mkdtempSync(join(tmpdir(), 'cloud-run-'));
  cpSync(before.dir, dir, { recursive: true });
  await before.close();
  const after = await startWorld({}, { ...before, dir });
  try {
    const name = operation.name ?? '';
    await until(async () => (await after.services.checkCreateServiceProgress(name)).done === true);
    const found = await read(after, 'halfway');
    expect(found.terminalCondition?.state).toBe('CONDITION_SUCCEEDED');
    expect((await call(after, found.uri ?? '')).json.version).toBe('1');
  } finally {
    await after.close();
  }
});

const detected = await detectIsolation();
const ways = detected === 'plain' ? (['plain'] as const) : (['plain', detected] as const);

test.each(ways)('no program outlives a sandbox that is killed: %s', async (isolation) => {
  const dir = mkdtempSync(join(tmpdir(), 'child-'));
  const source = resolve(import.meta.dirname, '../../../src/sandbox/cloud-run/containers/child.ts');
  const { code } = transformFileSync(source, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  writeFileSync(join(dir, 'child.mjs'), code);
  const mark = randomUUID();
  const stubborn = "process.on('SIGTERM', () => 0); setInterval(() => 0, 1000); console.log('up');";
  mkdirSync(join(dir, 'root'));
  const program = { root: join(dir, 'root'), workingDir: '/', environment: {}, secrets: {} };
  const command = await hostCommand(
    { ...program, line: ['node', '-e', stubborn, mark] },
    isolation,
  );
  const log = join(dir, 'program.log');
  writeFileSync(
    join(dir, 'sandbox.mjs'),
    `import { startChild } from './child.mjs';
     startChild(${JSON.stringify(command)}, ${JSON.stringify(log)});
     setInterval(() => 0, 1000);`,
  );
  const sandbox = spawn(process.execPath, [join(dir, 'sandbox.mjs')], { stdio: 'ignore' });
  await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('up'));
  expect(running(mark)).toBeGreaterThan(0);
  sandbox.kill('SIGKILL');
  await until(() => running(mark) === 0);
});

/** Processes on this machine that carry the mark on their command line. */
function running(mark: string): number {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'args=']).toString().split('\n');
  return lines.filter((line) => line.includes(mark)).length;
}
