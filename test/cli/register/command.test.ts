// `runway register` as a process, with a GitHub on loopback.

import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { parseSettings } from '../../../src/documents/settings.ts';
import { ROOT, runwayIn } from '../../support/command-line.ts';

/** Gives an App for any code. */
async function gitHub(): Promise<{ readonly url: string; readonly paths: string[]; stop(): void }> {
  const paths: string[] = [];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.url}`);
    response.writeHead(201, { 'content-type': 'application/json', connection: 'close' }).end(
      JSON.stringify({
        id: 4711,
        slug: 'runway-acme',
        html_url: `${url}/github-apps/runway-acme`,
        webhook_secret: randomBytes(20).toString('hex'),
        pem: privateKey.export({ type: 'pkcs1', format: 'pem' }),
      }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, paths, stop: () => void server.close() };
}

test('ends with the settings of the App that the browser has come back with', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'runway-register-'));
  const forge = await gitHub();
  const words = ['register', '--project', 'acme/platform', '--organization', 'acme'];
  const addresses = ['--bot', 'https://runway.acme.dev/', '--url', `${forge.url}/`];
  const child = spawn(
    process.execPath,
    [join(ROOT, 'dist/cli/main.js'), ...words, ...addresses, '--out', join(folder, 'secrets')],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [out, ended] = [text(child.stdout), once(child, 'exit')];
  const [line] = (await once(child.stderr, 'data')) as [Buffer];
  const [page = ''] = /http:\S+/.exec(line.toString()) ?? [];

  const [, state = ''] = /state=([\w-]+)/.exec(await (await fetch(page)).text()) ?? [];
  const back = await fetch(new URL(`/registered?code=abc&state=${state}`, page));

  expect(back.status).toBe(200);
  expect(await ended).toEqual([0, null]);
  const said = await out;
  expect(said).toContain(`${forge.url}/github-apps/runway-acme/installations/new`);
  expect(said).not.toContain(await readFile(join(folder, 'secrets/webhook-secret'), 'utf8'));
  const [, settings = ''] = /\n( +forge:\n[\s\S]*?)\n\n/.exec(said) ?? [];
  const { settings: read, diagnostics } = parseSettings(
    [
      'apiVersion: runway/v1',
      'kind: Settings',
      settings.replaceAll(/^ {3}/gm, ''),
      'server: { port: 8080, readToken: { env: READ } }',
    ].join('\n'),
    'settings.yml',
  );
  expect(diagnostics).toEqual([]);
  expect(read?.forge).toEqual(
    parse(
      `{ kind: github, url: "${forge.url}", project: acme/platform,
         app: { id: 4711, privateKey: { file: "${folder}/secrets/github-app.pem" } },
         webhookSecret: { file: "${folder}/secrets/webhook-secret" } }`,
    ),
  );
  expect(forge.paths).toEqual(['POST /api/v3/app-manifests/abc/conversions']);
  forge.stop();
  await rm(folder, { recursive: true });
}, 30_000);

test.each([
  ['--bot', 'runway.acme.dev'],
  ['--bot', 'ftp://runway.acme.dev'],
  ['--bot', 'https://runway.acme.dev/?a=b'],
  ['--url', 'https://a:b@github.com'],
  ['--organization', 'acme/../x'],
  ['--project', 'platform'],
  ['--port', '99999'],
])('%s %s is refused before anything begins', async (option, value) => {
  const given = { '--project': 'acme/platform', '--bot': 'https://runway.acme.dev' };
  const words = Object.entries({ ...given, [option]: value }).flat();
  expect(await runwayIn(tmpdir(), ['register', ...words])).toMatchObject({ code: 64, stdout: '' });
});
