// Google Cloud as Acme's platform team has set it up: projects, their own accounts, and what these may do.

import type { Cloud } from '../google/cloud.ts';
import type { GoogleApis } from '../google/iam/start.ts';
import { BOT, environments, OWNER, plansAccount, projectOf, PROVISIONER, TOOLS } from './names.ts';

/** Subjects of the tokens that the machines get on which the programs run. */
export const SUBJECTS = { bot: 'system:runway', provisioner: 'system:runway-provisioner' } as const;

/** May make an empty secret and do nothing with it: no role of Google's own is so narrow. */
const CREATOR = 'runwaySecretCreator';

export const projects = [TOOLS, ...environments.map(projectOf)].map((id, index) => ({
  id,
  number: String(100_000_000_001 + index),
}));

export const customRoles = Object.fromEntries(
  environments.map((environment) => [
    `projects/${projectOf(environment)}/roles/${CREATOR}`,
    ['secretmanager.secrets.create'],
  ]),
);

/** Safe to repeat: an account that is there is left as somebody wants it. */
export function seedRights(cloud: Cloud, apis: GoogleApis): void {
  seedTools(cloud, apis);
  for (const environment of environments) seedEnvironment(cloud, environment);
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
