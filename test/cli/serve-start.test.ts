// A bot that still waits for its database, as a process.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'runway-serve-'));
const file = join(folder, 'settings.yml');

beforeAll(() => {
  for (const name of ['token', 'hook', 'read']) writeFileSync(join(folder, name), 'x'.repeat(32));
  writeFileSync(
    file,
    `apiVersion: runway/v1
kind: Settings
forge:
  kind: gitlab
  url: http://127.0.0.1:1
  project: acme/platform
  token: { file: token }
  webhookSecret: { file: hook }
server: { host: 127.0.0.1, port: 1, readToken: { file: read } }
`,
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('says what it waits for without the password, and ends when it is told to', async () => {
  const DATABASE_URL = 'postgres://runway:open-sesame@127.0.0.1:1/runway';
  const child = spawn(process.execPath, [MAIN, 'serve', '--settings', file], {
    env: { ...process.env, DATABASE_URL },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    if (line.includes('store not ready')) child.kill('SIGTERM');
  }

  expect(await ended).toBe(0);
  expect(lines.join('\n')).toContain('127.0.0.1:1/runway');
  expect(lines.join('\n')).not.toContain('open-sesame');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ message: 'bot stopped' });
});
