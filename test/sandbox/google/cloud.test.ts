// Projects, accounts, policies and tokens, as all of the sandbox's Google parts see them.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Cloud, CloudOptions } from '../../../src/sandbox/google/cloud.ts';
import { openCloud } from '../../../src/sandbox/google/cloud.ts';
import { CloudRefusal } from '../../../src/sandbox/google/refusal.ts';

const PROJECT = { id: 'acme-dev', number: '123456789012' };
const START = Date.parse('2026-11-28T12:00:00Z');

interface Clock {
  ms: number;
}

function open(options: Partial<CloudOptions> = {}, clock: Clock = { ms: START }): Cloud {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'cloud-'));
  return openCloud({ dir, projects: [PROJECT], now: () => new Date(clock.ms), ...options });
}

function account(cloud: Cloud, id: string): string {
  return cloud.accounts.create({ project: 'acme-dev', id }).email;
}

function refusal(work: () => unknown): CloudRefusal {
  try {
    work();
  } catch (error) {
    if (error instanceof CloudRefusal) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const bearer = (token: string): string => `Bearer ${token}`;

test('a role on a project holds for everything in it, one on a resource for that alone', () => {
  const cloud = open();
  const email = account(cloud, 'dep-checkout');
  const caller = cloud.caller(bearer(cloud.issue(email)));
  const service = 'projects/acme-dev/locations/us-east1/services/checkout';
  cloud.grant(service, 'roles/run.developer', `serviceAccount:${email}`);
  expect(cloud.may(caller, 'run.services.update', service)).toBe(true);
  expect(cloud.may(caller, 'run.revisions.get', `${service}/revisions/a`)).toBe(true);
  expect(cloud.may(caller, 'run.services.setIamPolicy', service)).toBe(false);
  expect(cloud.may(caller, 'run.services.update', service.replace('checkout', 'other'))).toBe(
    false,
  );
  expect(cloud.may(caller, 'run.services.create', 'projects/acme-dev/locations/us-east1')).toBe(
    false,
  );
  cloud.grant('projects/acme-dev', 'roles/run.viewer', `serviceAccount:${email}`);
  expect(cloud.may(caller, 'run.services.list', 'projects/123456789012/locations/us-east1')).toBe(
    true,
  );
  expect(cloud.may(caller, 'run.services.list', 'projects/other/locations/us-east1')).toBe(false);
  expect(cloud.may(null, 'run.services.get', service)).toBe(false);
});

test('a condition narrows a role to names that begin alike', () => {
  const cloud = open();
  const email = account(cloud, 'dep-checkout');
  const caller = { member: `serviceAccount:${email}` };
  const expression = 'resource.name.startsWith("projects/123456789012/secrets/checkout__")';
  const condition = { title: 'its own', expression };
  cloud.grant('projects/acme-dev', 'roles/secretmanager.admin', caller.member, condition);
  const may = (permission: string, rest: string): boolean =>
    cloud.may(caller, permission, `projects/acme-dev${rest}`);
  expect(may('secretmanager.versions.add', '/secrets/checkout__API_KEY')).toBe(true);
  expect(may('secretmanager.versions.destroy', '/secrets/checkout__API_KEY/versions/3')).toBe(true);
  expect(may('secretmanager.versions.add', '/secrets/other__API_KEY')).toBe(false);
  // A secret is made in its project, so no condition on names can allow that.
  expect(may('secretmanager.secrets.create', '')).toBe(false);
  expect(may('secretmanager.secrets.list', '')).toBe(false);
  expect(cloud.policyOf('projects/acme-dev').version).toBe(3);
});

test.each([
  'resource.type == "secretmanager.googleapis.com/SecretVersion"',
  'resource.name == "projects/123456789012/secrets/a/versions/1"',
  'resource.service == "x && y" || resource.name.startsWith("projects/123456789012/secrets/a")',
])('understands %s', (expression) => {
  const cloud = open();
  const caller = { member: 'user:olga@acme.dev' };
  const role = 'roles/secretmanager.secretAccessor';
  cloud.grant('projects/acme-dev', role, caller.member, { title: 'some', expression });
  const access = (name: string): boolean =>
    cloud.may(caller, 'secretmanager.versions.access', `projects/acme-dev/secrets/${name}`);
  expect(access('a/versions/1')).toBe(true);
  expect(access('b')).toBe(false);
});

test.each([
  ['request.time < timestamp("2027-01-01T00:00:00Z")', 'Condition expression compilation failed'],
  ['resource.name.endsWith("x")', 'Condition expression compilation failed'],
])('refuses the condition %s', (expression, words) => {
  const cloud = open();
  const condition = { title: 'some', expression };
  const grant = () => cloud.grant('projects/acme-dev', 'roles/viewer', 'user:a@b.dev', condition);
  expect(refusal(grant)).toMatchObject({ status: 'INVALID_ARGUMENT' });
  expect(refusal(grant).message).toContain(words);
});

test('refuses roles, members and stale etags as Google words it', () => {
  const cloud = open();
  const set =
    (role: string, member: string, more = {}) =>
    () =>
      cloud.setPolicy('projects/acme-dev', { bindings: [{ role, members: [member], ...more }] });
  expect(refusal(set('roles/no.such', 'user:a@b.dev'))).toMatchObject({
    status: 'INVALID_ARGUMENT',
    message: 'Role roles/no.such is not supported for this resource.',
  });
  expect(refusal(set('roles/viewer', 'runway@acme.dev')).message).toBe(
    'The member runway@acme.dev is of an unknown type. Please set a valid type prefix for the member.',
  );
  const nobody = 'nobody@acme-dev.iam.gserviceaccount.com';
  expect(refusal(set('roles/viewer', `serviceAccount:${nobody}`)).message).toBe(
    `Service account ${nobody} does not exist.`,
  );
  const condition = { title: 'x', expression: 'resource.name == "y"' };
  expect(refusal(set('roles/viewer', 'user:a@b.dev', { condition })).message).toContain(
    'version 3',
  );
  const { etag } = cloud.policyOf('projects/acme-dev');
  cloud.grant('projects/acme-dev', 'roles/viewer', 'user:a@b.dev');
  const late = refusal(() => cloud.setPolicy('projects/acme-dev', { bindings: [] }, etag));
  expect(late).toMatchObject({ status: 'ABORTED' });
  expect(late.message).toContain('There were concurrent policy changes.');
});

test('a custom role carries what it was seeded with', () => {
  const role = 'projects/acme-dev/roles/secretCreator';
  const cloud = open({ customRoles: { [role]: ['secretmanager.secrets.create'] } });
  const caller = { member: 'user:olga@acme.dev' };
  cloud.grant('projects/acme-dev', role, caller.member);
  expect(cloud.may(caller, 'secretmanager.secrets.create', 'projects/acme-dev')).toBe(true);
  expect(cloud.may(caller, 'secretmanager.secrets.delete', 'projects/acme-dev')).toBe(false);
});

test('new accounts and changed policies are felt after the delay', () => {
  const clock = { ms: START };
  const cloud = open({ grantDelayMs: 60_000 }, clock);
  const email = account(cloud, 'run-checkout');
  const member = `serviceAccount:${email}`;
  const grant = (): void => cloud.grant('projects/acme-dev', 'roles/viewer', member);
  const may = (): boolean => cloud.may({ member }, 'run.services.list', 'projects/acme-dev');
  expect(refusal(grant).message).toBe(`Service account ${email} does not exist.`);
  clock.ms += 60_000;
  grant();
  expect(cloud.policyOf('projects/acme-dev').bindings).toContainEqual({
    role: 'roles/viewer',
    members: [member],
  });
  expect(may()).toBe(false);
  clock.ms += 60_000;
  expect(may()).toBe(true);
  cloud.setPolicy('projects/acme-dev', { bindings: [] });
  expect(may()).toBe(true);
  clock.ms += 60_000;
  expect(may()).toBe(false);
  cloud.setGrantDelay(0);
  grant();
  expect(may()).toBe(true);
});

test('account ids, texts and the quota are what Google takes', () => {
  const cloud = open({ quotas: { serviceAccountsPerProject: 3 } });
  expect(refusal(() => account(cloud, 'short'))).toMatchObject({
    status: 'INVALID_ARGUMENT',
    message: 'The account ID "short" does not have a length between 6 and 30.',
  });
  for (const id of ['x'.repeat(31), 'Upper-case', '1-begins-so', 'ends-so-', 'under_score']) {
    expect(refusal(() => account(cloud, id)).status).toBe('INVALID_ARGUMENT');
  }
  const long = { project: 'acme-dev', id: 'run-checkout', displayName: 'é'.repeat(51) };
  expect(refusal(() => cloud.accounts.create(long)).status).toBe('INVALID_ARGUMENT');
  account(cloud, 'run-checkout');
  expect(refusal(() => account(cloud, 'run-checkout'))).toMatchObject({
    status: 'ALREADY_EXISTS',
    message: 'Service account run-checkout already exists within project projects/acme-dev.',
  });
  account(cloud, 'dep-checkout');
  expect(refusal(() => account(cloud, 'run-storefront')).status).toBe('RESOURCE_EXHAUSTED');
});

test('a removed account leaves its grants to nobody, and takes its tokens with it', () => {
  const cloud = open();
  const email = account(cloud, 'run-checkout');
  const { uniqueId } = cloud.accounts.get(email) ?? {};
  cloud.grant('projects/acme-dev', 'roles/viewer', `serviceAccount:${email}`);
  const token = cloud.issue(email);
  const events: string[] = [];
  cloud.onAccounts(({ type, account: { email: of } }) => events.push(`${type} ${of}`));
  cloud.accounts.remove(email);
  const { bindings, etag } = cloud.policyOf('projects/acme-dev');
  expect(bindings).toContainEqual({
    role: 'roles/viewer',
    members: [`deleted:serviceAccount:${email}?uid=${uniqueId}`],
  });
  expect(cloud.caller(bearer(token))).toBeNull();
  expect(() => cloud.issue(email)).toThrow(email);
  account(cloud, 'run-checkout');
  expect(cloud.caller(bearer(token))).toBeNull();
  const again = cloud.caller(bearer(cloud.issue(email)));
  expect(cloud.may(again, 'run.services.list', 'projects/acme-dev')).toBe(false);
  // What nobody touches may be written back as it was read.
  cloud.setPolicy('projects/acme-dev', { bindings }, etag);
  expect(events).toEqual([`removed ${email}`, `created ${email}`]);
});

test('lent tokens end, disabled accounts have none, and strangers cannot seal their own', () => {
  const clock = { ms: START };
  const cloud = open({}, clock);
  const email = account(cloud, 'run-checkout');
  const caller = cloud.caller(bearer(cloud.issue(email)));
  expect(caller).toEqual({ member: `serviceAccount:${email}`, email });
  if (caller === null) throw new Error('no caller');
  const { endsAt, token } = cloud.lend(caller, 300);
  expect(endsAt.getTime()).toBe(START + 300_000);
  expect(cloud.caller(bearer(token))).toEqual(caller);
  expect(cloud.caller(bearer(`${token}x`))).toBeNull();
  expect(cloud.caller(`Basic ${token}`)).toBeNull();
  expect(open().caller(bearer(token))).toBeNull();
  clock.ms += 300_000;
  expect(cloud.caller(bearer(token))).toBeNull();
  cloud.accounts.update(email, { disabled: true });
  expect(cloud.caller(bearer(cloud.issue(email)))).toBeNull();
});

test('ID tokens name the account to their audience, for an hour', () => {
  const clock = { ms: START };
  const cloud = open({}, clock);
  const email = account(cloud, 'dep-checkout');
  const token = cloud.signIdToken(email, 'vault');
  expect(cloud.identify(token, ['vault'])).toEqual({ member: `serviceAccount:${email}`, email });
  expect(cloud.identify(token, ['other'])).toBeNull();
  const [head, claims, signature] = token.split('.');
  const decoded = JSON.parse(Buffer.from(claims ?? '', 'base64url').toString()) as object;
  expect(decoded).toMatchObject({ iss: 'https://accounts.google.com', aud: 'vault', email });
  const forged = Buffer.from(JSON.stringify({ ...decoded, aud: 'other' })).toString('base64url');
  expect(cloud.identify(`${head}.${forged}.${signature}`, ['other'])).toBeNull();
  clock.ms += 3_600_000;
  expect(cloud.identify(token, ['vault'])).toBeNull();
});

test('a folder opened again carries on: accounts, policies, tokens, keys', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cloud-'));
  const cloud = open({ dir });
  const email = account(cloud, 'run-checkout');
  cloud.grant('projects/acme-dev', 'roles/viewer', `serviceAccount:${email}`);
  const token = cloud.issue(email);
  const again = open({ dir });
  expect(again.accounts.list('acme-dev')).toEqual(cloud.accounts.list('acme-dev'));
  expect(again.policyOf('projects/acme-dev')).toEqual(cloud.policyOf('projects/acme-dev'));
  expect(again.jwks()).toEqual(cloud.jwks());
  const caller = again.caller(bearer(token));
  expect(again.may(caller, 'run.services.list', 'projects/acme-dev')).toBe(true);
});
