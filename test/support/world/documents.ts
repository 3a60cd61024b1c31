// The files of a small GitOps repository.

export interface EnvironmentWish {
  readonly promotesFrom?: string;
  readonly regions?: readonly string[];
  readonly soak?: string;
  readonly grace?: string;
  /** Runway provisions what workloads need there. */
  readonly provisioned?: boolean;
  /** That, and it has a Vault. */
  readonly secrets?: boolean;
  readonly rotation?: 'manual' | 'onApproval' | 'auto';
}

export function environmentFile(name: string, wish: EnvironmentWish = {}): string {
  const { promotesFrom, regions = ['us-east1', 'europe-west1'], soak, grace } = wish;
  const { secrets = false, provisioned = secrets, rotation } = wish;
  return [
    'apiVersion: runway/v1',
    'kind: Environment',
    `metadata: { name: ${name} }`,
    'spec:',
    ...(promotesFrom === undefined ? [] : [`  promotesFrom: ${promotesFrom}`]),
    `  runtime: { kind: cloud-run, project: acme-runway-${name}, regions: [${regions.join(', ')}] }`,
    `  images: us-docker.pkg.dev/acme-runway-${name}`,
    ...(soak === undefined ? [] : [`  promotion: { soak: ${soak} }`]),
    ...(grace === undefined ? [] : [`  removal: { grace: ${grace} }`]),
    ...(provisioned ? [identity(name)] : []),
    ...(secrets ? [`  vault: { mount: runway, path: env/${name}/service }`] : []),
    ...(rotation === undefined ? [] : [`  rotation: ${rotation}`]),
    '',
  ].join('\n');
}

function identity(name: string): string {
  const bot = 'runway@acme-runway.iam.gserviceaccount.com';
  const plans = `runway-plans@acme-runway-${name}.iam.gserviceaccount.com`;
  return `  identity: { bot: ${bot}, plans: ${plans} }`;
}

export function inventoryFile(
  name: string,
  environments: readonly string[] = ['dev', 'staging'],
): string {
  return [
    'apiVersion: runway/v1',
    'kind: Workload',
    `metadata: { name: ${name} }`,
    'spec:',
    `  project: acme/${name}`,
    "  owners: ['@alice']",
    `  environments: [${environments.join(', ')}]`,
    '',
  ].join('\n');
}

/** What a person writes: the version, and nothing that the bot completes. */
export function bareDeployment(name: string, version: string): string {
  return [
    `# ${name}, as its team wrote it`,
    'apiVersion: runway/v1',
    'kind: Deployment',
    `metadata: { name: ${name} }`,
    'release:',
    `  version: ${version}`,
    `  image: registry.acme.dev/acme/${name}`,
    '',
  ].join('\n');
}

/** One that starts in dev and is promoted to staging after ten minutes. */
export function usualFiles(): Record<string, string> {
  return {
    'inventory/checkout.yml': inventoryFile('checkout'),
    'environments/dev/environment.yml': environmentFile('dev', { grace: '1h' }),
    'environments/staging/environment.yml': environmentFile('staging', {
      promotesFrom: 'dev',
      soak: '10m',
      grace: '1d',
    }),
  };
}
