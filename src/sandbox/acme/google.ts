// Google Cloud as Acme's platform team has set it up: projects, their own accounts, and what these may do.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import type { Faults } from '../faults/faults.ts';
import type { Content } from '../artifact-registry/content.ts';
import { type ArtifactRegistry, startArtifactRegistry } from '../artifact-registry/start.ts';
import { type Cloud, openCloud } from '../google/cloud.ts';
import { type GoogleApis, startGoogleApis } from '../google/iam/start.ts';
import { contentIn } from '../artifact-registry/content-in.ts';
import { type SecretManager, startSecretManager } from '../secret-manager/start.ts';
import type { Authority } from '../tls/authority.ts';
import { placeSecret, registryFolder } from './kept.ts';
import {
  BOT,
  environments,
  IMAGES_LOCATION,
  OWNER,
  plansAccount,
  projectOf,
  PROVISIONER,
  TOOLS,
} from './names.ts';

export interface AcmeGoogle {
  readonly cloud: Cloud;
  readonly apis: GoogleApis;
  readonly secretManager: SecretManager;
  readonly artifactRegistry: ArtifactRegistry;
  /** Files in which the programs find who they are; written anew before what they hold ends. */
  readonly tokenFiles: Readonly<Record<'bot' | 'provisioner', string>>;
  stop(): Promise<void>;
}

/** Subjects of the tokens that the machines get on which the programs run. */
const SUBJECTS = { bot: 'system:runway', provisioner: 'system:runway-provisioner' } as const;
const TOKEN_SECONDS = 600;

/** May make an empty secret and do nothing with it: no role of Google's own is so narrow. */
const CREATOR = 'runwaySecretCreator';

export async function startAcmeGoogle(options: {
  readonly dir: string;
  readonly log: Log;
  readonly authority: Authority;
  readonly faults: Faults;
  /** Until a new account or grant is felt. */
  readonly grantDelayMs: number;
}): Promise<AcmeGoogle> {
  const { authority: tls, faults, grantDelayMs, log } = options;
  const dir = join(options.dir, 'google');
  const cloud = openCloud({ dir, projects, customRoles });
  const apis = await startGoogleApis({
    cloud,
    tls,
    dir,
    log: log.with({ part: 'google' }),
    faults,
  });
  const secretManager = await startSecretManager({
    cloud,
    tls,
    dir: join(options.dir, 'secret-manager'),
    log: log.with({ part: 'secret-manager' }),
    faults,
  });
  const artifactRegistry = await startArtifactRegistry({
    cloud,
    tls,
    dir: join(options.dir, 'artifact-registry'),
    log: log.with({ part: 'artifact-registry' }),
    faults,
    content: (project, location) => imagesIn(options.dir, project, location),
  });
  seedTools(cloud, apis);
  for (const environment of environments) seedEnvironment(cloud, environment);
  cloud.setGrantDelay(grantDelayMs);
  const write = (who: keyof typeof SUBJECTS): Promise<string> =>
    placeSecret(options.dir, `${who}-identity`, identityOf(apis, who));
  const tokenFiles = { bot: await write('bot'), provisioner: await write('provisioner') };
  const renewing = setInterval(
    () => {
      for (const who of ['bot', 'provisioner'] as const) {
        writeFileSync(tokenFiles[who], `${identityOf(apis, who)}\n`, { mode: 0o600 });
      }
    },
    (TOKEN_SECONDS * 1000) / 2,
  ).unref();
  return {
    cloud,
    apis,
    secretManager,
    artifactRegistry,
    tokenFiles,
    async stop() {
      clearInterval(renewing);
      await secretManager.stop();
      await artifactRegistry.stop();
      await apis.stop();
    },
  };
}

/** Each environment has a registry of its own, where the real one has one for all. */
function imagesIn(dir: string, project: string, location: string): Content | null {
  const environment = environments.find((name) => projectOf(name) === project);
  if (environment === undefined || location !== IMAGES_LOCATION) return null;
  return contentIn(registryFolder(dir, environment));
}

const projects = [TOOLS, ...environments.map(projectOf)].map((id, index) => ({
  id,
  number: String(100_000_000_001 + index),
}));

const customRoles = Object.fromEntries(
  environments.map((environment) => [
    `projects/${projectOf(environment)}/roles/${CREATOR}`,
    ['secretmanager.secrets.create'],
  ]),
);

function identityOf(apis: GoogleApis, who: keyof typeof SUBJECTS): string {
  return apis.subjectToken(SUBJECTS[who], { lifetimeSeconds: TOKEN_SECONDS });
}

/** The programs' own accounts: only whoever runs on their machines may be them. */
function seedTools(cloud: Cloud, apis: GoogleApis): void {
  const owned = [
    [BOT, 'Deploys what Git asks for', SUBJECTS.bot],
    [PROVISIONER, 'Makes accounts, trust and repositories', SUBJECTS.provisioner],
  ] as const;
  for (const [email, displayName, subject] of owned) {
    if (!created(cloud, email, displayName)) continue;
    const account = accountName(email);
    cloud.grant(account, 'roles/iam.workloadIdentityUser', apis.federation.principal(subject));
  }
}

function seedEnvironment(cloud: Cloud, environment: string): void {
  const project = `projects/${projectOf(environment)}`;
  cloud.grant(project, 'roles/owner', `user:${OWNER}`);
  const plans = plansAccount(environment);
  if (!created(cloud, plans, `Looks at ${environment} for plans`)) return;
  cloud.grant(accountName(plans), 'roles/iam.serviceAccountTokenCreator', memberOf(BOT));
  for (const role of LOOKS) cloud.grant(project, role, memberOf(plans));
  for (const role of PROVISIONS) cloud.grant(project, role, memberOf(PROVISIONER));
  cloud.grant(project, `${project}/roles/${CREATOR}`, memberOf(BOT));
}

const LOOKS = [
  'roles/run.viewer',
  'roles/secretmanager.viewer',
  'roles/artifactregistry.reader',
  'roles/iam.serviceAccountViewer',
  'roles/iam.securityReviewer',
];

const PROVISIONS = [
  'roles/iam.serviceAccountAdmin',
  // A service runs as an account, a parked one too.
  'roles/iam.serviceAccountUser',
  'roles/resourcemanager.projectIamAdmin',
  'roles/run.admin',
  'roles/artifactregistry.admin',
];

/** False where it was there: then it is as somebody wants it. */
function created(cloud: Cloud, email: string, displayName: string): boolean {
  if (cloud.accounts.get(email) !== null) return false;
  const [, id = '', project = ''] = /^([^@]+)@([^.]+)\./.exec(email) ?? [];
  cloud.accounts.create({ project, id, displayName });
  return true;
}

function accountName(email: string): string {
  return `projects/-/serviceAccounts/${email}`;
}

function memberOf(email: string): string {
  return `serviceAccount:${email}`;
}
