import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, expect, test } from '@jest/globals';
import { createMemoryVault, type MemoryVault } from '../../../src/adapters/memory/vault.ts';
import { createSecretProvider } from '../../../src/adapters/secret-manager/secret-manager.ts';
import { isMaking } from '../../../src/plan/plan.ts';
import { planTarget } from '../../../src/plan/plan-target.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import type { Vault } from '../../../src/ports/vault.ts';
import type { Observed, Resource } from '../../../src/resources/resource.ts';
import type { Scope } from '../../../src/resources/scope.ts';
import { type Line, recordingLog } from '../../support/recording-log.ts';
import { createMemorySecrets, Killed, type MemorySecrets } from './memory-secrets.ts';

const { signal } = new AbortController();
const PLANS = 'runway-plans@acme-runway-production.iam.gserviceaccount.com';
const DEPLOYER = 'dep-checkout@acme-runway-production.iam.gserviceaccount.com';
const READER = 'serviceAccount:run-checkout@acme-runway-production.iam.gserviceaccount.com';
const ID = 'checkout__API_KEY';

const place = {
  mount: 'runway',
  path: 'env/production/service',
  namespace: null,
  auth: 'jwt',
  audience: 'vault',
  role: 'runway-production-{workload}',
  plans: 'runway-production-plans',
  owners: null,
};

const scope: Scope = {
  environment: 'production',
  runtime: { kind: 'cloud-run', project: 'acme-runway-production', regions: ['us-east1'] },
  images: 'us-docker.pkg.dev/acme-runway-production',
  identity: { bot: 'runway@acme-runway.iam.gserviceaccount.com', plans: PLANS },
  vault: place,
  workload: 'checkout',
};

const at = { place, workload: 'checkout', name: 'API_KEY' };
const sleep = async (): Promise<void> => undefined;

let clock: Date;
let secrets: MemorySecrets;
let vault: MemoryVault;
let provider: Provider<'Secret'>;
let lines: Line[];
let written: string[];

beforeEach(() => {
  clock = new Date('2026-11-28T12:00:00Z');
  const now = (): Date => new Date((clock = new Date(clock.getTime() + 60_000)));
  secrets = createMemorySecrets();
  vault = createMemoryVault(now);
  lines = [];
  written = [];
  provider = providerOn(vault.vault);
});

function providerOn(on: Vault): Provider<'Secret'> {
  const now = (): Date => new Date((clock = new Date(clock.getTime() + 60_000)));
  const parts = { ...secrets, vault: on, clock: { now, sleep }, log: recordingLog(lines) };
  return createSecretProvider(parts);
}

function write(): number {
  const value = randomBytes(12).toString('hex');
  written.push(value);
  return vault.world.write(at, value);
}

function wanted(version: number): Resource<'Secret'> {
  return {
    kind: 'Secret',
    address: 'production/checkout/Secret/API_KEY',
    target: 'production/checkout',
    region: null,
    spec: {
      name: 'API_KEY',
      secret: ID,
      source: 'runway/env/production/service/checkout/API_KEY',
      version,
      readers: [READER],
    },
  };
}

async function look(version: number): Promise<Observed<'Secret'> | null> {
  return (await provider.observe(scope, [wanted(version)], signal))[0] ?? null;
}

async function plan(version: number) {
  const seen = await look(version);
  return planTarget({
    target: 'production/checkout',
    intent: 'wanted',
    desired: [wanted(version)],
    observed: seen === null ? [] : [seen],
    tried: new Set(),
    surplus: 'left',
    adopt: false,
  });
}

async function apply(version: number): Promise<void> {
  await carryOut(await plan(version));
}

async function carryOut({ waves }: Awaited<ReturnType<typeof plan>>): Promise<void> {
  const steps = waves.flat().filter((step) => step.kind === 'Secret' && isMaking(step));
  const where = { scope, target: 'production/checkout', region: null };
  const on = { ...where, marks: {}, before: null, adopt: false };
  await provider.apply({ ...on, steps } as Parameters<typeof provider.apply>[0], signal);
}

function held() {
  const found = secrets.secrets.get(ID);
  if (found === undefined) throw new Error('there is no secret');
  return found;
}

test('what is pinned is copied, for the runtime account alone, and the plan is empty afterwards', async () => {
  write();
  expect((await plan(1)).waves.flat().map(({ action }) => action)).toEqual(['create']);
  await apply(1);
  expect((await plan(1)).waves).toEqual([]);
  expect(held().versions.map(({ value }) => value)).toEqual(written);
  expect(held().policy.bindings).toEqual([
    { role: 'roles/secretmanager.secretAccessor', members: [READER] },
  ]);
  expect((await look(1))?.facts.copies).toMatchObject([
    { number: '1', version: 1, state: 'enabled' },
  ]);
});

test('the empty secret is created as Runway, everything else as the deploy account', async () => {
  write();
  await apply(1);
  const writes = secrets.calls.filter((call) =>
    /^(create|annotate|add|setPolicy|change)/.test(call),
  );
  expect(writes[0]).toBe('create as self');
  expect(new Set(writes.slice(1).map((call) => call.split(' as ')[1]))).toEqual(
    new Set([DEPLOYER]),
  );
});

test('a plan reads no value, and looks with the account for plans', async () => {
  write();
  await apply(1);
  write();
  const before = vault.world.valuesRead.length;
  secrets.calls.length = 0;
  const { waves } = await plan(2);
  await provider.rehearse(scope, [wanted(2)], signal);
  expect(waves.flat()[0]?.differences).toEqual([{ path: 'version', before: '1', after: '2' }]);
  expect(vault.world.valuesRead).toHaveLength(before);
  const looks = secrets.calls.filter((call) => !call.startsWith('allowed'));
  expect(looks.every((call) => call.endsWith(` as ${PLANS}`))).toBe(true);
  expect(secrets.calls).toContain(`allowed as ${DEPLOYER}`);
});

test('killed anywhere, one version is there in the end', async () => {
  for (let call = 1; call < 14; call += 1) {
    for (const when of ['before', 'after'] as const) {
      secrets = createMemorySecrets();
      vault = createMemoryVault(() => clock);
      provider = providerOn(vault.vault);
      written = [];
      write();
      secrets.killAt(call, when);
      await apply(1).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      secrets.calm();
      provider = providerOn(vault.vault);
      await apply(1);
      expect((await plan(1)).waves).toEqual([]);
      expect(held().versions.map(({ value }) => value)).toEqual(written);
    }
  }
});

test('a foreign reader shows, and does not stay', async () => {
  write();
  await apply(1);
  const extra = { role: 'roles/owner', members: ['user:eve@acme.dev'], condition: null };
  const harmless = { role: 'roles/secretmanager.viewer', members: ['user:ann@x'], condition: null };
  held().policy = {
    ...held().policy,
    bindings: [...(held().policy.bindings ?? []), extra, harmless],
  };
  expect((await plan(1)).waves.flat()[0]?.differences).toEqual([
    { path: 'readers.user:eve@acme.dev as roles/owner', before: 'yes', after: null },
  ]);
  await apply(1);
  expect(held().policy.bindings).toEqual([
    harmless,
    { role: 'roles/secretmanager.secretAccessor', members: [READER] },
  ]);
});

test('a secret of the same name that is not ours is left alone, made since the plan too', async () => {
  write();
  const before = await plan(1);
  await secrets.api.create(
    { project: scope.runtime.project, id: ID, as: { type: 'self' } },
    { labels: { team: 'x' } },
  );
  expect((await plan(1)).foreign).toEqual(['production/checkout/Secret/API_KEY']);
  await expect(carryOut(before)).rejects.toMatchObject({ code: 'RUNWAY_RUNTIME_REFUSED' });
  expect(held()).toMatchObject({ labels: { team: 'x' }, policy: {}, versions: [] });
});

test('a secret that was deleted whole in Vault and made anew is another one', async () => {
  write();
  await apply(1);
  vault.world.remove(at);
  expect((await plan(1)).waves).toEqual([]);
  write();
  expect((await plan(1)).waves.flat()[0]?.differences).toMatchObject([{ path: 'version' }]);
  await apply(1);
  expect(held().versions.map(({ value }) => value)).toEqual(written);
  expect((await plan(1)).waves).toEqual([]);
});

test('a pinned version that Vault has lost goes on while it is copied, and is refused before', async () => {
  write();
  await apply(1);
  write();
  vault.world.delete(at, 1);
  vault.world.destroy(at, 2);
  expect(await provider.rehearse(scope, [wanted(1)], signal)).toEqual([]);
  expect(await provider.rehearse(scope, [wanted(2)], signal)).toEqual([
    'Version 2 of API_KEY is destroyed in Vault: it cannot be brought back, or pin another.',
  ]);
  await expect(apply(2)).rejects.toMatchObject({ code: 'RUNWAY_SECRET_MISSING', retry: 'never' });
});

test('a secret that Vault does not have is told with how to write it', async () => {
  expect(await provider.rehearse(scope, [wanted(1)], signal)).toEqual([
    'Vault has no secret API_KEY for production/checkout: write it with `vault kv put -mount=runway env/production/service/checkout/API_KEY value=-`.',
  ]);
});

test('bug: of several secrets, each is judged by its own copies', async () => {
  const other = { ...at, name: 'DB_PASSWORD' };
  const second = {
    ...wanted(1),
    spec: { ...wanted(1).spec, name: 'DB_PASSWORD', secret: 'checkout__DB_PASSWORD' },
  };
  write();
  vault.world.write(other, randomBytes(12).toString('hex'));
  await apply(1);
  vault.world.destroy(other, 1);
  expect(await provider.rehearse(scope, [wanted(1), second], signal)).toEqual([
    'Version 1 of DB_PASSWORD is destroyed in Vault: it cannot be brought back, or pin another.',
  ]);
});

test('a right that copying takes is missed before the merge, with whom it is missing to', async () => {
  write();
  await apply(1);
  write();
  secrets.denied.add('secretmanager.versions.add');
  expect(await provider.rehearse(scope, [wanted(1)], signal)).toEqual([]);
  expect(await provider.rehearse(scope, [wanted(2)], signal)).toEqual([
    expect.stringContaining(
      `is not provisioned: ${DEPLOYER} lacks secretmanager.versions.add on checkout__API_KEY (acme-runway-production).`,
    ),
  ]);
});

test('that the bot may not create a secret is told with what to grant', async () => {
  write();
  secrets.denied.add('secretmanager.secrets.create');
  expect(await provider.rehearse(scope, [wanted(1)], signal)).toEqual([
    'Runway may not create secrets in acme-runway-production: grant runway@acme-runway.iam.gserviceaccount.com ' +
      'a role with secretmanager.secrets.create alone on that project.',
  ]);
  await apply(1);
  write();
  expect(await provider.rehearse(scope, [wanted(2)], signal)).toEqual([]);
});

test('a deploy account without a role for its secrets is told before there is one', async () => {
  write();
  const member = `serviceAccount:${DEPLOYER}`;
  const role = 'roles/secretmanager.admin';
  const limited = (prefix: string) => ({
    role,
    members: [member],
    condition: { expression: `resource.name.startsWith("projects/415/secrets/${prefix}")` },
  });
  const told = () => provider.rehearse(scope, [wanted(1)], signal);
  secrets.project.bindings = [limited('cart__'), { role: 'roles/run.viewer', members: [member] }];
  expect(await told()).toEqual([
    expect.stringContaining(
      `${DEPLOYER} holds no role in acme-runway-production for secrets that begin with checkout__.`,
    ),
  ]);
  secrets.project.bindings = [limited('checkout__')];
  expect(await told()).toEqual([]);
  secrets.project.bindings = [{ role: 'projects/x/roles/secrets', members: [member] }];
  expect(await told()).toEqual([]);
});

test('while Vault is away, what is copied already goes on, and what is not is looked at later', async () => {
  write();
  await apply(1);
  const away = new Failure({
    code: 'RUNWAY_VAULT_UNREACHABLE',
    message: 'away',
    hint: '',
    retry: 'later',
  });
  provider = providerOn({ ...vault.vault, describe: () => Promise.reject(away) });
  expect((await plan(1)).waves).toEqual([]);
  await expect(plan(2)).rejects.toBe(away);
});

test('removal takes ours away with all its versions, and never what is not ours', async () => {
  write();
  await apply(1);
  const seen = await look(1);
  if (seen === null) throw new Error('not seen');
  const { labels } = held();
  held().labels = {};
  await expect(provider.remove(scope, seen, signal)).rejects.toBeInstanceOf(Failure);
  held().labels = labels;
  await provider.remove(scope, seen, signal);
  expect(secrets.secrets.size).toBe(0);
  await provider.remove(scope, seen, signal);
});

test('no value is in what is logged, observed or thrown', async () => {
  write();
  await apply(1);
  const everything = inspect([lines, await look(1), await plan(1), held().annotations], {
    depth: 20,
  });
  for (const value of written) expect(everything).not.toContain(value);
});

test('where a whole environment is looked at, one listing serves all of its workloads', async () => {
  write();
  await apply(1);
  const other = { ...wanted(1), target: 'production/cart' as const };
  const cart = { ...other, spec: { ...other.spec, secret: 'cart__API_KEY' } };
  secrets.calls.length = 0;
  const still = { now: () => clock, sleep };
  const parts = { ...secrets, vault: vault.vault, clock: still, log: recordingLog(lines) };
  const wide = createSecretProvider(parts);
  const seen = await wide.observe({ ...scope, workload: null }, [wanted(1), cart], signal);
  expect(seen.map(({ spec }) => spec.secret)).toEqual([ID]);
  expect(secrets.calls.filter((call) => call.startsWith('labelled'))).toHaveLength(1);
});
