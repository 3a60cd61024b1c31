// Which role carries which permissions, of those that the sandbox knows.
// Source: https://cloud.google.com/iam/docs/roles-permissions

import { matching, permissions } from './permissions.ts';

const project = ['resourcemanager.projects.get', 'resourcemanager.projects.list'];

/** Reading without what is secret: no values, no artifacts. */
const read = permissions.filter(
  (name) => /\.(get|list|getIamPolicy)$/.test(name) || /\.list[A-Z]/.test(name),
);
const mayTrust = (name: string): boolean =>
  /\.setIamPolicy$|^iam\.|^resourcemanager\.projects\.(delete|update)$/.test(name);

const runRead = read.filter((name) => name.startsWith('run.'));
const images = [
  ...read.filter(
    (name) => name.startsWith('artifactregistry.') && !/IamPolicy|projectsettings/.test(name),
  ),
  'artifactregistry.files.download',
  'artifactregistry.repositories.downloadArtifacts',
  'artifactregistry.repositories.readViaVirtualRepository',
];
const pushing = [
  ...images,
  'artifactregistry.repositories.uploadArtifacts',
  ...matching('artifactregistry.files.up*', 'artifactregistry.packages.update'),
  ...matching('artifactregistry.versions.update', 'artifactregistry.tags.update'),
  'artifactregistry.tags.create',
];
const accounts = (...verbs: readonly string[]): readonly string[] => [
  ...verbs.map((verb) => `iam.serviceAccounts.${verb}`),
  ...project,
];
const developing = matching('run.*').filter(
  (name) => !name.endsWith('.setIamPolicy') && name !== 'run.routes.invoke',
);

const basic: Readonly<Record<string, readonly string[]>> = {
  // Even an owner impersonates nobody without a grant.
  'roles/owner': permissions.filter(
    (name) =>
      !/^iam\.serviceAccounts\.(get(AccessToken|OpenIdToken)|implicitDelegation|sign)/.test(name),
  ),
  'roles/editor': [
    ...permissions.filter((name) => !mayTrust(name) && name !== 'secretmanager.versions.access'),
    ...accounts('actAs', 'get', 'list', 'update', 'create', 'delete'),
  ],
  'roles/viewer': read.filter((name) => name !== 'iam.serviceAccounts.getIamPolicy'),
  'roles/browser': [...project, 'resourcemanager.projects.getIamPolicy'],
};

const run: Readonly<Record<string, readonly string[]>> = {
  'roles/run.admin': [...matching('run.*'), ...project],
  'roles/run.developer': [...developing, ...project],
  'roles/run.viewer': [...runRead, ...project],
  'roles/run.invoker': ['run.routes.invoke', 'run.jobs.run'],
  'roles/run.servicesInvoker': ['run.routes.invoke'],
  'roles/run.jobsExecutor': [
    'run.jobs.run',
    'run.jobs.get',
    'run.executions.get',
    'run.operations.get',
  ],
  'roles/run.serviceAgent': [
    ...images,
    ...accounts('getAccessToken', 'getOpenIdToken', 'signBlob'),
    ...matching(
      'run.routes.invoke',
      'run.services.get',
      'run.jobs.run',
      'serviceusage.services.use',
    ),
  ],
};

const iam: Readonly<Record<string, readonly string[]>> = {
  'roles/iam.serviceAccountAdmin': accounts(
    ...'create delete disable enable get getIamPolicy list setIamPolicy undelete update'.split(' '),
  ),
  'roles/iam.serviceAccountCreator': accounts('create', 'get', 'list'),
  'roles/iam.serviceAccountDeleter': accounts('delete', 'get', 'list'),
  'roles/iam.serviceAccountViewer': [
    ...accounts('get', 'getIamPolicy', 'list'),
    ...matching('iam.serviceAccountKeys.get', 'iam.serviceAccountKeys.list'),
  ],
  'roles/iam.serviceAccountUser': accounts('actAs', 'get', 'list'),
  'roles/iam.serviceAccountTokenCreator': accounts(
    ...'get getAccessToken getOpenIdToken implicitDelegation list signBlob signJwt'.split(' '),
  ),
  'roles/iam.serviceAccountOpenIdTokenCreator': ['iam.serviceAccounts.getOpenIdToken'],
  'roles/iam.serviceAccountKeyAdmin': [
    ...matching('iam.serviceAccountKeys.*'),
    ...accounts('get', 'list'),
  ],
  'roles/iam.workloadIdentityUser': accounts('get', 'getAccessToken', 'getOpenIdToken', 'list'),
  'roles/iam.roleViewer': matching('iam.roles.get', 'iam.roles.list', ...project),
  'roles/iam.roleAdmin': matching('iam.roles.*', ...project),
  'roles/iam.securityReviewer': permissions.filter((name) => /\.(list|getIamPolicy)$/.test(name)),
  'roles/iam.securityAdmin': permissions.filter((name) =>
    /\.(list|getIamPolicy|setIamPolicy)$/.test(name),
  ),
  'roles/resourcemanager.projectIamAdmin': matching(
    'resourcemanager.projects.get',
    'resourcemanager.projects.getIamPolicy',
    'resourcemanager.projects.setIamPolicy',
  ),
};

const secretRead = read.filter((name) => name.startsWith('secretmanager.'));
const secretmanager: Readonly<Record<string, readonly string[]>> = {
  'roles/secretmanager.admin': [...matching('secretmanager.*'), ...project],
  'roles/secretmanager.viewer': [...secretRead, ...project],
  'roles/secretmanager.secretAccessor': ['secretmanager.versions.access', ...project],
  'roles/secretmanager.secretVersionAdder': ['secretmanager.versions.add', ...project],
  'roles/secretmanager.secretVersionManager': [
    ...'add destroy disable enable get list'
      .split(' ')
      .map((verb) => `secretmanager.versions.${verb}`),
    ...project,
  ],
};

const artifactregistry: Readonly<Record<string, readonly string[]>> = {
  'roles/artifactregistry.reader': images,
  'roles/artifactregistry.writer': pushing,
  'roles/artifactregistry.repoAdmin': [
    ...pushing,
    'artifactregistry.repositories.deleteArtifacts',
    ...'files packages tags versions'.split(' ').map((of) => `artifactregistry.${of}.delete`),
  ],
  'roles/artifactregistry.admin': matching('artifactregistry.*'),
};

/** What services are granted beside: `additional_roles` of a workload. */
const usual: Readonly<Record<string, readonly string[]>> = {
  'roles/cloudsql.client': ['cloudsql.instances.connect', 'cloudsql.instances.get'],
  'roles/cloudsql.instanceUser': ['cloudsql.instances.get', 'cloudsql.instances.login'],
  'roles/cloudsql.viewer': ['cloudsql.instances.get', 'cloudsql.instances.list'],
  'roles/logging.logWriter': ['logging.logEntries.create', 'logging.logEntries.route'],
  'roles/logging.viewer': ['logging.logEntries.list', 'logging.logs.list'],
  'roles/monitoring.metricWriter': matching('monitoring.*').filter(
    (name) => name !== 'monitoring.timeSeries.list',
  ),
  'roles/monitoring.viewer': read.filter((name) => name.startsWith('monitoring.')),
  'roles/cloudtrace.agent': ['cloudtrace.traces.patch'],
  'roles/errorreporting.writer': ['errorreporting.errorEvents.create'],
  'roles/pubsub.publisher': ['pubsub.topics.publish'],
  'roles/pubsub.subscriber': ['pubsub.subscriptions.consume', 'pubsub.topics.attachSubscription'],
  'roles/pubsub.viewer': read.filter((name) => name.startsWith('pubsub.')),
  'roles/storage.objectViewer': ['storage.objects.get', 'storage.objects.list'],
  'roles/storage.objectCreator': ['storage.objects.create'],
  'roles/storage.objectUser': matching('storage.objects.*'),
  'roles/storage.objectAdmin': matching('storage.objects.*'),
  'roles/bigquery.jobUser': ['bigquery.jobs.create'],
  'roles/bigquery.dataViewer': matching('bigquery.tables.get*', 'bigquery.tables.list'),
  'roles/bigquery.dataEditor': matching('bigquery.tables.*'),
  'roles/datastore.user': matching('datastore.*'),
  'roles/cloudtasks.enqueuer': ['cloudtasks.tasks.create'],
  'roles/cloudkms.cryptoKeyEncrypterDecrypter': matching('cloudkms.*'),
  'roles/aiplatform.user': matching('aiplatform.*'),
  'roles/redis.viewer': matching('redis.*'),
  'roles/spanner.databaseUser': matching('spanner.*'),
  'roles/serviceusage.serviceUsageConsumer': matching('serviceusage.*'),
};

const predefined: ReadonlyMap<string, readonly string[]> = new Map(
  [basic, run, iam, secretmanager, artifactregistry, usual].flatMap((part) => Object.entries(part)),
);

export interface Roles {
  /** Null for a role that does not exist. */
  permissionsOf(role: string): ReadonlySet<string> | null;
}

/** `custom`: permissions by full name, `projects/P/roles/X`. */
export function createRoles(custom: Readonly<Record<string, readonly string[]>>): Roles {
  const all = new Map(
    [...predefined, ...Object.entries(custom)].map(([role, list]) => [role, new Set(list)]),
  );
  return { permissionsOf: (role) => all.get(role) ?? null };
}
