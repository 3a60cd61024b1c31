// The permissions that exist here, by service: what the sandbox checks, and what the usual roles carry beside.

const byResource: Readonly<Record<string, string>> = {
  'run.services': 'create delete get getIamPolicy list setIamPolicy update',
  'run.jobs': 'create delete get getIamPolicy list run runWithOverrides setIamPolicy update',
  'run.revisions': 'delete get list',
  'run.routes': 'get invoke list',
  'run.configurations': 'get list',
  'run.executions': 'cancel delete get list',
  'run.tasks': 'get list',
  'run.locations': 'list',
  'run.operations': 'delete get list',
  'iam.serviceAccounts':
    'actAs create delete disable enable get getAccessToken getIamPolicy getOpenIdToken implicitDelegation list setIamPolicy signBlob signJwt undelete update',
  'iam.serviceAccountKeys': 'create delete disable enable get list',
  'iam.roles': 'create delete get list undelete update',
  'secretmanager.secrets': 'create delete get getIamPolicy list setIamPolicy update',
  'secretmanager.versions': 'access add destroy disable enable get list',
  'secretmanager.locations': 'get list',
  'artifactregistry.repositories':
    'create delete deleteArtifacts downloadArtifacts get getIamPolicy list listEffectiveTags listTagBindings readViaVirtualRepository setIamPolicy update uploadArtifacts',
  'artifactregistry.dockerimages': 'get list',
  'artifactregistry.files': 'delete download get list update upload',
  'artifactregistry.packages': 'delete get list update',
  'artifactregistry.tags': 'create delete get list update',
  'artifactregistry.versions': 'delete get list update',
  'artifactregistry.locations': 'get list',
  'artifactregistry.projectsettings': 'get update',
  'resourcemanager.projects': 'delete get getIamPolicy list setIamPolicy update',
  'serviceusage.services': 'get list use',
  'cloudsql.instances': 'connect get list login',
  'logging.logEntries': 'create list route',
  'logging.logs': 'list',
  'monitoring.timeSeries': 'create list',
  'monitoring.metricDescriptors': 'create get list',
  'monitoring.monitoredResourceDescriptors': 'get list',
  'cloudtrace.traces': 'get list patch',
  'errorreporting.errorEvents': 'create list',
  'pubsub.topics': 'attachSubscription get list publish',
  'pubsub.subscriptions': 'consume get list',
  'storage.objects': 'create delete get list update',
  'storage.buckets': 'get list',
  'bigquery.jobs': 'create',
  'bigquery.tables': 'get getData list updateData',
  'datastore.entities': 'create delete get list update',
  'cloudtasks.tasks': 'create get list',
  'cloudkms.cryptoKeyVersions': 'useToDecrypt useToEncrypt',
  'aiplatform.endpoints': 'get list predict',
  'redis.instances': 'get list',
  'spanner.databases': 'beginReadOnlyTransaction get list read select write',
};

export const permissions: readonly string[] = Object.entries(byResource).flatMap(([of, verbs]) =>
  verbs.split(' ').map((verb) => `${of}.${verb}`),
);

/** The permissions that fit one of the patterns: `run.services.get`, `run.services.*`, `run.*`. */
export function matching(...patterns: readonly string[]): readonly string[] {
  return permissions.filter((name) =>
    patterns.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    ),
  );
}
