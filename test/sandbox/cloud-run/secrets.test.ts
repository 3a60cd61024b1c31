// Secrets that a template refers to: read as the revision's account, and given to the container.

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { detectIsolation } from '../../../src/sandbox/cloud-run/containers/isolation.ts';
import type { ReadSecret } from '../../../src/sandbox/cloud-run/containers/secrets.ts';
import { CloudRefusal } from '../../../src/sandbox/google/refusal.ts';
import { webServer } from './images.ts';
import type { Service, World } from './world.ts';
import { call, create, service, startWorld, update } from './world.ts';

const detected = await detectIsolation();
const ways = detected === 'plain' ? (['plain'] as const) : (['plain', detected] as const);
const value = randomBytes(24).toString('base64url');
const SECRET = 'projects/123456789012/secrets/checkout__GREETING';

/** One secret with one version, which one account may read. */
function secretsOf(member: string): ReadSecret {
  return (version, caller) => {
    if (caller.member !== member) throw new CloudRefusal('PERMISSION_DENIED', 'denied');
    if (version === `${SECRET}/versions/1`) return Buffer.from(value);
    if (version === `${SECRET}/versions/2`) {
      throw new CloudRefusal('FAILED_PRECONDITION', `${version} is in DISABLED state.`);
    }
    throw new CloudRefusal('NOT_FOUND', 'not found');
  };
}

const reader = 'run-checkout@acme-dev.iam.gserviceaccount.com';
let world: World;
let image: string;

beforeAll(async () => {
  world = await startWorld({ secrets: secretsOf(`serviceAccount:${reader}`) });
  for (const id of ['run-checkout', 'run-other']) {
    world.cloud.accounts.create({ project: 'acme-dev', id });
  }
  image = await world.registry.push('acme-dev/web', webServer('1'));
});

afterAll(async () => {
  await world.close();
});

function wanted(version: string, serviceAccount = reader, secret = 'checkout__GREETING'): Service {
  const valueSource = { secretKeyRef: { secret, version } };
  const env = [
    { name: 'OTHER', value: 'plain' },
    { name: 'GREETING', valueSource },
  ];
  return service(image, { template: { serviceAccount, containers: [{ image, env }] } });
}

const FIELD = 'spec.template.spec.containers[0].env[1].value_from.secret_key_ref.name';

test.each(ways)('a container gets the value, and nobody else does: %s', async (isolation) => {
  const other = await startWorld({
    isolation,
    findImage: world.registry.find,
    secrets: secretsOf(`serviceAccount:${reader}`),
  });
  try {
    other.cloud.accounts.create({ project: 'acme-dev', id: 'run-checkout' });
    const { name, uri } = await create(other, 'checkout', wanted('1'));
    expect((await call(other, uri ?? '')).json.greeting).toBe(value);
    const [shown] = await other.services.getService({ name: name ?? '' });
    expect(JSON.stringify(shown)).not.toContain(value);
    expect(commandLines()).not.toContain(value);
    expect(commandLines()).toContain('node');
  } finally {
    await other.close();
  }
  expect(everythingBelow(other.dir)).not.toContain(value);
});

test.each([
  ['a version that does not exist', () => wanted('9'), `Secret ${SECRET}/versions/9 was not found`],
  [
    'an account that may not read it',
    () => wanted('1', 'run-other@acme-dev.iam.gserviceaccount.com'),
    `Permission denied on secret: ${SECRET}/versions/1 for Revision service account run-other@acme-dev.iam.gserviceaccount.com. The service account used must be granted the 'Secret Manager Secret Accessor' role (roles/secretmanager.secretAccessor) at the secret, project or higher level.`,
  ],
  ['a disabled version', () => wanted('2'), `${SECRET}/versions/2 is in DISABLED state.`],
])('a revision fails for %s, and the one before goes on serving', async (what, next, words) => {
  const id = `fails-${what.length}`;
  const before = await create(world, id, wanted('1'));
  const { template = {} } = next();
  const change = { name: before.name ?? '', template: template ?? {} };
  await expect(update(world, change, ['template'])).rejects.toMatchObject({
    code: 13,
    message: expect.stringContaining(`is not ready and cannot serve traffic. ${FIELD}: ${words}`),
  });
  const [failed] = await world.services.getService({ name: before.name ?? '' });
  expect(failed.latestReadyRevision).toBe(before.latestReadyRevision);
  const [revision] = await world.revisions.getRevision({
    name: failed.latestCreatedRevision ?? '',
  });
  expect(revision.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
    state: 'CONDITION_FAILED',
    message: `${FIELD}: ${words}`,
    reason: 'SECRETS_ACCESS_CHECK_FAILED',
  });
  expect((await call(world, before.uri ?? '')).json.greeting).toBe(value);
});

test('a name with its project is taken as it is', async () => {
  const { uri } = await create(world, 'full', wanted('1', reader, SECRET));
  expect((await call(world, uri ?? '')).json.greeting).toBe(value);
});

function everythingBelow(dir: string): string {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  return files.map((file) => textOf(join(dir, file))).join('\n');
}

/** The command lines of all programs on this machine. */
function commandLines(): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => textOf(join('/proc', pid, 'cmdline'))).join('\n');
}

/** Empty for a folder, and for what is gone meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
