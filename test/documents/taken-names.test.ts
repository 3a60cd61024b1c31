import { expect, test } from '@jest/globals';
import { checkRepository } from '../../src/documents/check.ts';
import { environment, repository, told, workload } from './files.ts';

function problems(files: Readonly<Record<string, string>>): readonly string[] {
  return told(checkRepository(repository(files)));
}

function inDev(name: string): string {
  return workload(name).replace('[dev, staging, production]', '[dev]');
}

const VAULT = '  vault: { mount: runway, path: env/x/service }\n';
const CURE = '\n    Give the workload another name.';

test('no workload is called as the file with the rules of an environment', () => {
  const files = {
    'inventory/environment.yml': inDev('environment'),
    'environments/dev/environment.yml': environment('dev'),
  };
  expect(problems(files)).toEqual([
    `inventory/environment.yml:3:19  error  \`environment.yml\` holds the rules of an environment and can be no deployment.${CURE}`,
  ]);
});

test('no workload gets the role in Vault with which Runway plans, not even by adopting it', () => {
  const files = {
    'inventory/plans.yml': `${inDev('plans')}  adopt: [dev]\n`,
    'environments/dev/environment.yml': environment('dev', VAULT),
  };
  expect(problems(files)).toEqual([
    `inventory/plans.yml:3:19  error  In \`dev\` its role in Vault would be \`runway-dev-plans\`, with which Runway plans.${CURE}`,
  ]);
});

test('no workload gets an account of Runway', () => {
  const at = 'acme-runway-dev.iam.gserviceaccount.com';
  const files = {
    'inventory/plans.yml': inDev('plans'),
    'environments/dev/environment.yml': environment(
      'dev',
      `  identity: { bot: dep-plans@${at}, plans: run-plans@${at} }\n`,
    ),
  };
  expect(problems(files)).toEqual([
    `inventory/plans.yml:3:19  error  In \`dev\` its account would be \`run-plans@${at}\`, Runway's own.${CURE}`,
    `inventory/plans.yml:3:19  error  In \`dev\` its account would be \`dep-plans@${at}\`, Runway's own.${CURE}`,
  ]);
});

test('two workloads whose roles in Vault would have the same name are told apart', () => {
  const other = workload('api').replace('[dev, staging, production]', '[dev-eu]');
  const files = {
    'inventory/eu-api.yml': inDev('eu-api'),
    'environments/dev/environment.yml': environment('dev', VAULT),
    'environments/dev-eu/environment.yml': environment('dev-eu', VAULT),
  };
  expect(problems(files)).toEqual([]);
  expect(problems({ ...files, 'inventory/api.yml': other })).toEqual([
    `inventory/api.yml:3:19  error  In \`dev-eu\` its role in Vault would be \`runway-dev-eu-api\`, as that of \`dev/eu-api\`.${CURE}`,
    `inventory/eu-api.yml:3:19  error  In \`dev\` its role in Vault would be \`runway-dev-eu-api\`, as that of \`dev-eu/api\`.${CURE}`,
  ]);
});

test('the same role in two namespaces of Vault is no collision', () => {
  const elsewhere = VAULT.replace('mount', 'namespace: eu, mount');
  const files = {
    'inventory/eu-api.yml': inDev('eu-api'),
    'inventory/api.yml': workload('api').replace('[dev, staging, production]', '[dev-eu]'),
    'environments/dev/environment.yml': environment('dev', VAULT),
    'environments/dev-eu/environment.yml': environment('dev-eu', elsewhere),
  };
  expect(problems(files)).toEqual([]);
});
