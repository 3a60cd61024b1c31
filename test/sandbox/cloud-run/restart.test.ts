// What a stopped or killed sandbox leaves behind.

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { transformFileSync } from '@swc/core';
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

test('no program outlives a sandbox that is killed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'child-'));
  const source = resolve(import.meta.dirname, '../../../src/sandbox/cloud-run/child.ts');
  const { code } = transformFileSync(source, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  writeFileSync(join(dir, 'child.mjs'), code);
  const program =
    "console.log('pid', process.pid); process.on('SIGTERM', () => 0); setInterval(() => 0, 1000);";
  const command = { line: [process.execPath, '-e', program], cwd: '/', environment: {} };
  writeFileSync(
    join(dir, 'sandbox.mjs'),
    `import { startChild } from './child.mjs';
     startChild(${JSON.stringify(command)}, ${JSON.stringify(join(dir, 'logs/program.log'))});
     setInterval(() => 0, 1000);`,
  );
  const sandbox = spawn(process.execPath, [join(dir, 'sandbox.mjs')], { stdio: 'ignore' });
  const log = (): string =>
    readdirSync(dir).includes('logs') ? readFileSync(join(dir, 'logs/program.log'), 'utf8') : '';
  await until(() => /pid \d+\n/.test(log()));
  const pid = Number(/pid (\d+)/.exec(log())?.[1]);
  expect(alive(pid)).toBe(true);
  sandbox.kill('SIGKILL');
  await until(() => !alive(pid));
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed process stays in the table until somebody asks for its end.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
