import { createHash, randomBytes } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { exampleImages } from '../../../src/sandbox/examples/example-images.ts';
import { exampleProjects } from '../../../src/sandbox/examples/example-projects.ts';

const root = resolve(import.meta.dirname, '../../..');
const folders: string[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly errors: () => string;
}

async function start(version: string, environment: Record<string, string>): Promise<Started> {
  const commits = exampleProjects().flatMap((project) => project.commits);
  const files = commits.find((commit) => commit.version === version)?.files ?? {};
  const folder = await mkdtemp(join(tmpdir(), 'runway-example-'));
  folders.push(folder);
  for (const name of ['server.js', 'package.json'])
    await writeFile(join(folder, name), files[name] ?? '');
  const port = await freePort();
  const child = spawn(process.execPath, [join(folder, 'server.js')], {
    env: { PORT: String(port), HOST: '127.0.0.1', ...environment },
  });
  children.push(child);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return { child, url: `http://127.0.0.1:${port}`, errors: () => errors };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((done) => {
    server.close(() => done());
  });
  return port;
}

test.each(['1.4.2', '2.4.0', '3.1.0'])('version %s says who and where it is', async (version) => {
  const { child, url } = await start(version, {
    K_REVISION: 'x-abc-1',
    RUNWAY_ENVIRONMENT: 'dev',
    RUNWAY_REGION: 'us-east1',
  });
  await new Promise((listening) => child.stdout?.once('data', listening));

  const about = await (await fetch(url)).json();
  expect(about).toMatchObject({
    version,
    revision: 'x-abc-1',
    environment: 'dev',
    region: 'us-east1',
  });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/nowhere`)).status).toBe(404);
});

test('it tells the names of its secrets, and of each value only a hash', async () => {
  const value = randomBytes(16).toString('hex');
  const { child, url } = await start('1.0.0', { MODERATION_KEY: value, LOG_LEVEL: 'info' });
  await new Promise((listening) => child.stdout?.once('data', listening));

  const text = await (await fetch(url)).text();
  const hash = createHash('sha256').update(value).digest('hex');
  expect(JSON.parse(text)).toMatchObject({ secrets: { MODERATION_KEY: hash } });
  expect(Object.keys(JSON.parse(text).secrets)).toEqual(['MODERATION_KEY']);
  expect(text).not.toContain(value);
});

test('checkout 1.5.0 exits and says what it lacks', async () => {
  const { child, errors } = await start('1.5.0', {});
  const code = await new Promise((exited) => child.once('close', exited));

  expect(code).toBe(1);
  expect(errors()).toBe('Error: PAYMENT_PROVIDER is not set\n');
});

test('the same commit gives the same image, with its commit and version in the labels', async () => {
  const commit = 'ab'.repeat(20);
  for (const image of exampleImages()) {
    const [first, second] = [await image.build(commit), await image.build(commit)];
    expect(first.digest).toBe(second.digest);
    const config = first.blobs.at(-1)?.bytes.toString() ?? '';
    expect(JSON.parse(config)).toMatchObject({
      config: {
        Entrypoint: ['node', '/app/server.js'],
        Labels: {
          'org.opencontainers.image.revision': commit,
          'org.opencontainers.image.version': image.version,
        },
      },
    });
  }
});

test('environments/ carries the manifests of the versions that it names', async () => {
  const names = await readdir(join(root, 'environments'), { recursive: true });
  const targets = names.filter((name) => /^[a-z]+\/(checkout|catalog|storefront)\.yml$/.test(name));
  expect(targets).toHaveLength(9);
  for (const name of targets) {
    const [environment = '', file = ''] = name.split('/');
    const { release } = parse(await readFile(join(root, 'environments', name), 'utf8')) as {
      release: { version: string; manifest: object };
    };
    const project = exampleProjects().find(({ service }) => `${service}.yml` === file);
    const files = project?.commits.find(({ version }) => version === release.version)?.files ?? {};
    expect({ name, manifest: release.manifest }).toEqual({
      name,
      manifest: rendered(files, environment),
    });
  }
});

/** What stands in `.runway/` for one environment, with its variables. */
function rendered(files: Readonly<Record<string, string>>, environment: string): object {
  const own = files[`.runway/runway-${environment}.yml`];
  const manifest = parse(own ?? files['.runway/runway.yml'] ?? '') as {
    spec: { environment?: object };
  };
  const variables = files[`.runway/env-${environment}.yml`];
  if (variables === undefined) return manifest;
  const merged = { ...manifest.spec.environment, ...(parse(variables) as object) };
  return { ...manifest, spec: { ...manifest.spec, environment: merged } };
}
