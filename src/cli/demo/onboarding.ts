// The story's second half: a service comes to Runway, gets a secret, and the secret is changed.

import { createHash, randomBytes } from 'node:crypto';
import { call } from './front-door.ts';
import { mergeAndFollow, planComment } from './following.ts';
import { ownerInVault, type VaultOwner } from './owner-in-vault.ts';
import { expectServing, type Stage } from './stage.ts';
import { until } from './until.ts';

const SERVICE = 'reviews';
const VERSION = '1.0.0';
const SECRET = { path: `env/dev/service/${SERVICE}`, name: 'MODERATION_KEY' };

const INVENTORY = `# What customers say.
apiVersion: runway/v1
kind: Workload
metadata: { name: ${SERVICE} }
spec:
  project: acme/${SERVICE}
  owners: ['@bob']
  environments: [dev]
  labels: { department: shop }
`;

const DEPLOYMENT = `apiVersion: runway/v1
kind: Deployment
metadata: { name: ${SERVICE} }
release:
  version: ${VERSION}
  image: registry.acme.dev/acme/${SERVICE}
`;

export async function onboarding(stage: Stage): Promise<void> {
  await arrives(stage);
  const bob = await ownerInVault(stage.sandbox, {
    user: 'bob',
    role: `runway-dev-${SERVICE}_owners`,
  });
  await deployed(stage, bob);
  await rotated(stage, bob);
}

async function arrives(stage: Stage): Promise<void> {
  stage.tell.scene(`Bob brings ${SERVICE} to Runway`);
  const opened = await stage.bob.propose({
    branch: `bob/onboard-${SERVICE}`,
    path: `inventory/${SERVICE}.yml`,
    isNew: true,
    text: INVENTORY,
    title: `Bring ${SERVICE} to dev`,
  });
  stage.tell.say(opened.url);
  stage.tell.quote(await planComment(stage, opened, 'provisioner'));
  await mergeAndFollow(stage, opened, { as: 'bob', program: 'provisioner' });
}

async function deployed(stage: Stage, bob: VaultOwner): Promise<void> {
  stage.tell.scene(`${SERVICE} ${VERSION} wants a secret`);
  const value = randomBytes(16).toString('hex');
  const number = await bob.write(SECRET, value);
  stage.tell.say(`Bob writes ${SECRET.name} in Vault, which nobody else may: version ${number}.`);
  const opened = await stage.bob.propose({
    branch: `bob/${SERVICE}-${VERSION}`,
    path: `environments/dev/${SERVICE}.yml`,
    isNew: true,
    text: DEPLOYMENT,
    title: `${SERVICE} ${VERSION} in dev`,
  });
  stage.tell.say(opened.url);
  stage.tell.quote(await planComment(stage, opened));
  await mergeAndFollow(stage, opened, { as: 'bob' });
  await expectServing(stage, `dev/${SERVICE}`, VERSION);
  await expectSecret(stage, value);
}

async function rotated(stage: Stage, bob: VaultOwner): Promise<void> {
  stage.tell.scene('The secret is changed');
  const value = randomBytes(16).toString('hex');
  const number = await bob.write(SECRET, value);
  stage.tell.say(`Bob writes another value: version ${number}.`);
  const branch = `runway/rotate/dev/${SERVICE}`;
  stage.tell.progress('the bot looks into Vault from time to time');
  const offered = await until('the merge request that rotates', async () => {
    const [found = null] = await stage.bob.openFrom(branch);
    return found;
  });
  stage.tell.say(`${offered.title}: ${offered.url}`);
  stage.tell.quote(await planComment(stage, offered));
  await mergeAndFollow(stage, offered, { as: 'bob' });
  await expectSecret(stage, value);
}

/** The container has exactly this value: it tells a hash of it. */
async function expectSecret(stage: Stage, value: string): Promise<void> {
  const rows = (await stage.status()).filter(({ target }) => target === `dev/${SERVICE}`);
  const wanted = createHash('sha256').update(value).digest('hex');
  for (const { host } of rows) {
    const { secrets } = await call(stage.sandbox.cloudRun.front, host ?? '');
    if (secrets[SECRET.name] !== wanted) {
      throw new Error(`${SERVICE} did not get the value of ${SECRET.name} that Bob wrote`);
    }
  }
  stage.tell.proof(`its ${SECRET.name} has the hash ${wanted.slice(0, 12)}…, as what Bob wrote`);
}
