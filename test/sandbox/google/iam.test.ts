// IAM, Resource Manager, impersonation and federation, by Google's own clients.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { World } from './apis.ts';
import { refused, startWorld } from './apis.ts';

let world: World;
let owner: string;

beforeAll(async () => {
  world = await startWorld();
  world.cloud.grant('projects/acme-dev', 'roles/owner', 'user:olga@acme.dev');
  owner = world.cloud.issue('olga@acme.dev');
});

afterAll(async () => {
  await world.close();
});

function account(id: string): string {
  return world.cloud.accounts.create({ project: 'acme-dev', id }).email;
}

const nameOf = (email: string): string => `projects/acme-dev/serviceAccounts/${email}`;
const member = (email: string): string => `serviceAccount:${email}`;

test('a service account is made, read, changed and removed', async () => {
  const { serviceAccounts } = world.iam(owner).projects;
  const made = await serviceAccounts.create({
    name: 'projects/acme-dev',
    requestBody: {
      accountId: 'run-checkout',
      serviceAccount: { displayName: 'checkout', description: 'Managed by Runway: dev/checkout' },
    },
  });
  const email = 'run-checkout@acme-dev.iam.gserviceaccount.com';
  const name = nameOf(email);
  expect(made.data).toMatchObject({ name, email, projectId: 'acme-dev', displayName: 'checkout' });
  expect(made.data.uniqueId).toMatch(/^\d{21}$/);
  const { data: byId } = await serviceAccounts.get({
    name: `projects/-/serviceAccounts/${made.data.uniqueId}`,
  });
  expect(byId).toEqual(made.data);
  const { data: changed } = await serviceAccounts.patch({
    name,
    requestBody: { serviceAccount: { description: 'other' }, updateMask: 'description' },
  });
  expect(changed).toMatchObject({ displayName: 'checkout', description: 'other' });
  expect(changed.etag).not.toBe(made.data.etag);
  await serviceAccounts.disable({ name });
  expect((await serviceAccounts.get({ name })).data.disabled).toBe(true);
  await serviceAccounts.delete({ name });
  expect(await refused(serviceAccounts.get({ name }))).toMatchObject({
    code: 404,
    status: 'NOT_FOUND',
    message: 'Unknown service account',
  });
});

test('lists come in pages', async () => {
  for (const id of ['paged-a', 'paged-b', 'paged-c']) account(id);
  const { serviceAccounts } = world.iam(owner).projects;
  const seen: string[] = [];
  let pageToken: string | undefined;
  do {
    const { data } = await serviceAccounts.list({
      name: 'projects/acme-dev',
      pageSize: 2,
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    expect(data.accounts?.length).toBeLessThanOrEqual(2);
    seen.push(...(data.accounts ?? []).map(({ email }) => email ?? ''));
    pageToken = data.nextPageToken ?? undefined;
  } while (pageToken !== undefined);
  expect(seen).toEqual(world.cloud.accounts.list('acme-dev').map(({ email }) => email));
});

test('refuses in the words of Google', async () => {
  const { serviceAccounts } = world.iam(owner).projects;
  const create = (accountId: string) =>
    refused(serviceAccounts.create({ name: 'projects/acme-dev', requestBody: { accountId } }));
  expect(await create('bot')).toEqual({
    code: 400,
    status: 'INVALID_ARGUMENT',
    message: 'The account ID "bot" does not have a length between 6 and 30.',
  });
  const email = account('run-twice');
  expect(await create('run-twice')).toMatchObject({ code: 409, status: 'ALREADY_EXISTS' });
  const stranger = world.iam(world.cloud.issue('mallory@acme.dev')).projects.serviceAccounts;
  const permission = 'iam.serviceAccounts.get';
  expect(await refused(stranger.get({ name: nameOf(email) }))).toEqual({
    code: 403,
    status: 'PERMISSION_DENIED',
    message: `Permission '${permission}' denied on resource (or it may not exist).`,
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'IAM_PERMISSION_DENIED',
        domain: 'iam.googleapis.com',
        metadata: { permission },
      },
    ],
  });
  const nobody = world.iam('nonsense').projects.serviceAccounts;
  expect(await refused(nobody.list({ name: 'projects/acme-dev' }))).toMatchObject({
    code: 401,
    status: 'UNAUTHENTICATED',
  });
  expect(await refused(serviceAccounts.keys.create({ name: nameOf(email) }))).toMatchObject({
    code: 400,
    status: 'FAILED_PRECONDITION',
  });
});

test('the policy of a project is read, changed by its etag, and hides conditions from old clients', async () => {
  const { projects } = world.projects(owner);
  const resource = 'projects/acme-dev';
  const email = account('dep-policy');
  const read = async (requestedPolicyVersion?: number) => {
    const options = requestedPolicyVersion === undefined ? {} : { requestedPolicyVersion };
    const { data } = await projects.getIamPolicy({ resource, requestBody: { options } });
    return data;
  };
  const before = await read(3);
  const condition = {
    title: 'its own secrets',
    expression: 'resource.name.startsWith("projects/123456789012/secrets/policy__")',
  };
  const added = { role: 'roles/secretmanager.admin', members: [member(email)], condition };
  const bindings = [...(before.bindings ?? []), added];
  const written = await projects.setIamPolicy({
    resource,
    requestBody: { policy: { ...before, version: 3, bindings } },
  });
  expect(written.data.version).toBe(3);
  expect((await read(3)).bindings).toContainEqual(added);
  const old = await read();
  expect(old.version).toBe(1);
  const hidden = old.bindings?.find(({ members }) => members?.includes(member(email)));
  expect(hidden?.role).toMatch(/^roles\/secretmanager\.admin_withcond_[0-9a-f]{20}$/);
  expect(await refused(projects.setIamPolicy({ resource, requestBody: { policy: old } }))).toEqual({
    code: 400,
    status: 'INVALID_ARGUMENT',
    message: `Role ${hidden?.role} is not supported for this resource.`,
  });
  const late = projects.setIamPolicy({ resource, requestBody: { policy: before } });
  const conflict = await refused(late);
  expect(conflict).toMatchObject({ code: 409, status: 'ABORTED' });
  expect(conflict.message).toContain('There were concurrent policy changes.');
});

test('a project is found by id and number, by those who may', async () => {
  const { projects } = world.projects(owner);
  const { data } = await projects.get({ name: 'projects/acme-dev' });
  expect(data).toMatchObject({ name: 'projects/123456789012', projectId: 'acme-dev' });
  expect((await projects.get({ name: 'projects/123456789012' })).data).toEqual(data);
  const stranger = world.projects(world.cloud.issue('mallory@acme.dev')).projects;
  const denied = await refused(stranger.getIamPolicy({ resource: 'projects/acme-dev' }));
  expect(denied.message).toBe(
    "Permission 'resourcemanager.projects.getIamPolicy' denied on resource '//cloudresourcemanager.googleapis.com/projects/acme-dev' (or it may not exist).",
  );
});

test('asking about permissions tells the truth', async () => {
  const email = account('run-tested');
  const deployer = account('dep-tested');
  world.cloud.grant(nameOf(email), 'roles/iam.serviceAccountUser', member(deployer));
  const asked = ['iam.serviceAccounts.actAs', 'iam.serviceAccounts.delete'];
  const held = async (token: string, permissions: readonly string[] = asked) => {
    const { serviceAccounts } = world.iam(token).projects;
    const requestBody = { permissions: [...permissions] };
    const { data } = await serviceAccounts.testIamPermissions({
      resource: nameOf(email),
      requestBody,
    });
    return data.permissions;
  };
  expect(await held(world.cloud.issue(deployer))).toEqual(['iam.serviceAccounts.actAs']);
  expect(await held(world.cloud.issue('mallory@acme.dev'))).toBeUndefined();
  expect(await held(owner)).toEqual(asked);
  expect(await refused(held(owner, ['iam.serviceAccounts.fly']))).toMatchObject({
    code: 400,
    message: 'Permission iam.serviceAccounts.fly is not valid for this resource.',
  });
});

test('only whom its policy names may impersonate an account, for as long as was asked', async () => {
  const bot = account('runway-bot');
  const email = account('dep-checkout');
  const source = world.person(world.cloud.issue(bot));
  expect(await refused(world.impersonated(source, email).getAccessToken())).toMatchObject({
    code: 403,
    message:
      "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
  });
  // Not even an owner.
  expect(
    await refused(world.impersonated(world.person(owner), email).getAccessToken()),
  ).toMatchObject({ code: 403 });
  world.cloud.grant(nameOf(email), 'roles/iam.serviceAccountTokenCreator', member(bot));
  const client = world.impersonated(source, email);
  const { token } = await client.getAccessToken();
  expect(world.cloud.caller(`Bearer ${token}`)).toEqual({ member: member(email), email });
  const idToken = await client.fetchIdToken('vault.acme.dev', { includeEmail: true });
  expect(world.cloud.identify(idToken, ['vault.acme.dev'])?.email).toBe(email);
  world.clock.ms += 300_000;
  expect(world.cloud.caller(`Bearer ${token}`)).toBeNull();
  const nobody = 'dep-nobody@acme-dev.iam.gserviceaccount.com';
  expect(await refused(world.impersonated(source, nobody).getAccessToken())).toMatchObject({
    code: 404,
    message: `Not found; Gaia id not found for email ${nobody}`,
  });
});

test('delegates must each be allowed the next', async () => {
  const [first, second, last] = ['chain-first', 'chain-second', 'chain-last'].map(account);
  if (!first || !second || !last) throw new Error('no accounts');
  const role = 'roles/iam.serviceAccountTokenCreator';
  const source = world.person(world.cloud.issue(first));
  const reach = () => world.impersonated(source, last, [nameOf(second)]).getAccessToken();
  world.cloud.grant(nameOf(last), role, member(second));
  expect(await refused(reach())).toMatchObject({ code: 403 });
  world.cloud.grant(nameOf(second), role, member(first));
  expect(world.cloud.caller(`Bearer ${(await reach()).token}`)?.email).toBe(last);
});

test('a token of another issuer becomes a principal, which may impersonate', async () => {
  const { apis, cloud } = world;
  const subject = 'project_path:acme/platform:ref_type:branch:ref:main';
  const client = world.federated(apis.subjectToken(subject));
  const { token } = await client.getAccessToken();
  const principal = apis.federation.principal(subject);
  expect(principal).toBe(
    `principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/runway/subject/${subject}`,
  );
  expect(cloud.caller(`Bearer ${token}`)?.member).toBe(principal);
  const bot = account('federated-bot');
  cloud.grant(nameOf(bot), 'roles/iam.workloadIdentityUser', principal);
  const impersonated = await world.impersonated(client, bot).getAccessToken();
  expect(cloud.caller(`Bearer ${impersonated.token}`)?.email).toBe(bot);
});

test.each([
  [
    'another audience',
    { audience: 'https://other' },
    'The audience in ID Token [https://other] does',
  ],
  ['an end', { lifetimeSeconds: 0 }, 'is stale to sign-in.'],
  [
    'another issuer',
    { claims: { iss: 'https://evil' } },
    'The issuer in ID Token https://evil does',
  ],
  ['no subject', { claims: { sub: '' } }, 'google.subject'],
])('a subject token with %s is not taken', async (_, options, words) => {
  const client = world.federated(world.apis.subjectToken('job', options));
  await expect(client.getAccessToken()).rejects.toThrow(words);
});

test('a subject token that somebody else signed is not taken', async () => {
  const token = world.apis.subjectToken('job');
  const [head, , signature] = token.split('.');
  const [, claims] = world.apis.subjectToken('root').split('.');
  const forged = world.federated(`${head}.${claims}.${signature}`);
  await expect(forged.getAccessToken()).rejects.toThrow('invalid_grant');
});

test('an attribute of a subject token stands for all who have it', async () => {
  const mapping = {
    'google.subject': 'assertion.sub',
    'attribute.namespace': 'assertion.runner.namespace',
  };
  const provider = { project: 'acme-dev', pool: 'ci', provider: 'forge', mapping };
  const other = await startWorld({ cloud: world.cloud, federation: [provider] });
  try {
    const bot = account('pooled-bot');
    const pool = 'projects/123456789012/locations/global/workloadIdentityPools/ci';
    const set = `principalSet://iam.googleapis.com/${pool}/attribute.namespace/acme`;
    world.cloud.grant(nameOf(bot), 'roles/iam.workloadIdentityUser', set);
    const reach = (namespace: string) => {
      const subject = other.apis.subjectToken('job', { claims: { runner: { namespace } } });
      return other.impersonated(other.federated(subject), bot).getAccessToken();
    };
    expect(world.cloud.caller(`Bearer ${(await reach('acme')).token}`)?.email).toBe(bot);
    expect(await refused(reach('evil'))).toMatchObject({ code: 403 });
  } finally {
    await other.close();
  }
});

test('a new account is refused by its name until it is known everywhere', async () => {
  const bot = account('patient-bot');
  const source = world.person(world.cloud.issue(bot));
  world.cloud.setGrantDelay(60_000);
  try {
    const email = account('dep-fresh');
    const resource = nameOf(email);
    const role = 'roles/iam.serviceAccountTokenCreator';
    const policy = { bindings: [{ role, members: [member(bot)] }] };
    const { serviceAccounts } = world.iam(owner).projects;
    const trust = () => serviceAccounts.setIamPolicy({ resource, requestBody: { policy } });
    const { projects } = world.projects(owner);
    const project = 'projects/acme-dev';
    const { data } = await projects.getIamPolicy({
      resource: project,
      requestBody: { options: { requestedPolicyVersion: 3 } },
    });
    const added = { role: 'roles/cloudsql.client', members: [member(email)] };
    const bindings = [...(data.bindings ?? []), added];
    const grant = () =>
      projects.setIamPolicy({
        resource: project,
        requestBody: { policy: { ...data, version: 3, bindings } },
      });
    const reach = () => world.impersonated(source, email).getAccessToken();
    // IAM's own API knows it at once.
    expect((await serviceAccounts.get({ name: resource })).data.email).toBe(email);
    expect(await refused(trust())).toMatchObject({ code: 404 });
    expect((await refused(grant())).message).toBe(`Service account ${email} does not exist.`);
    expect((await refused(reach())).message).toContain(email);
    world.clock.ms += 60_000;
    await trust();
    await grant();
    expect(await refused(reach())).toMatchObject({ code: 403 });
    world.clock.ms += 60_000;
    expect(world.cloud.caller(`Bearer ${(await reach()).token}`)?.email).toBe(email);
  } finally {
    world.cloud.setGrantDelay(0);
  }
});

test('serves the keys that tokens are checked by', async () => {
  const { apis, cloud, fetchJson } = world;
  expect(await fetchJson(apis.certs)).toEqual(cloud.jwks());
  expect(await fetchJson(`${apis.oidc}/.well-known/openid-configuration`)).toMatchObject({
    issuer: apis.oidc,
    jwks_uri: `${apis.oidc}/jwks`,
  });
  expect(await fetchJson(`${apis.oidc}/jwks`)).toHaveProperty('keys.0.kid');
});

test('can be told to fail', async () => {
  const fault = { status: '503' } as const;
  world.faults.add({
    service: 'iam',
    method: 'GetServiceAccount',
    fault,
    times: 1,
    share: null,
    where: {},
  });
  const { serviceAccounts } = world.iam(owner).projects;
  const name = nameOf(account('run-unlucky'));
  expect(await refused(serviceAccounts.get({ name }))).toMatchObject({
    code: 503,
    status: 'UNAVAILABLE',
  });
  expect((await serviceAccounts.get({ name })).status).toBe(200);
});
