import { expect, test } from '@jest/globals';
import { checkPaths, checkRepository, checkTargets } from '../../src/documents/check.ts';
import { deployment, environment, repository, told, workload } from './files.ts';

const GOOD = {
  'inventory/checkout.yml': workload('checkout'),
  'environments/dev/environment.yml': environment('dev'),
  'environments/staging/environment.yml': environment('staging', '  promotesFrom: dev\n'),
  'environments/production/environment.yml': environment('production', '  promotesFrom: staging\n'),
  'environments/dev/checkout.yml': deployment('checkout'),
};

function problems(files: Readonly<Record<string, string>>): readonly string[] {
  return told(checkRepository(repository({ ...GOOD, ...files })));
}

test('a repository whose files agree has no problems', () => {
  expect(problems({})).toEqual([]);
});

test('a deployment needs its inventory entry', () => {
  expect(problems({ 'environments/dev/chekout.yml': deployment('chekout') })).toEqual([
    `environments/dev/chekout.yml:3:19  error  There is no workload \`chekout\` in the inventory.
    Did you mean \`checkout\`? Else add \`inventory/chekout.yml\`, or remove this file.`,
  ]);
});

test('a deployment stands in an environment that its inventory entry lists', () => {
  expect(
    problems({
      'inventory/checkout.yml': workload('checkout').replace(', staging, production', ''),
      'environments/production/checkout.yml': deployment('checkout'),
    }),
  ).toEqual([
    `environments/production/checkout.yml:3:19  error  \`checkout\` may not run in \`production\`: its inventory entry does not list it.
    Add \`production\` to \`spec.environments\` in \`inventory/checkout.yml\`, or remove this file.`,
  ]);
});

test('an environment folder needs its environment.yml', () => {
  expect(
    problems({
      'inventory/checkout.yml': workload('checkout').replace('[dev', '[prodction, dev'),
      'environments/prodction/checkout.yml': deployment('checkout'),
    }),
  ).toEqual([
    `environments/prodction/checkout.yml:1:1  error  There is no environment \`prodction\`: its folder has no \`environment.yml\`.
    Did you mean the folder \`environments/production/\`? Else add \`environments/prodction/environment.yml\`.`,
    `inventory/checkout.yml:7:18  error  There is no environment \`prodction\`.
    Did you mean \`production\`? Else add \`environments/prodction/environment.yml\`.`,
  ]);
});

test('a region must be one of the environment, wherever it was written', () => {
  const overrides = 'overrides:\n  regions: [us-east1, us-east4]\n';
  expect(
    problems({ 'environments/dev/checkout.yml': deployment('checkout', { overrides }) }),
  ).toEqual([
    `environments/dev/checkout.yml:11:23  error  \`us-east4\` is not a region of \`dev\`.
    Did you mean \`us-east1\`? Allowed: \`us-east1\` and \`europe-west1\`, as \`environments/dev/environment.yml\` says.`,
  ]);
  const spec = '{ regions: [asia-east1] }';
  expect(
    problems({ 'environments/dev/checkout.yml': deployment('checkout', { spec }) }),
  ).toHaveLength(1);
});

test('releases cannot go round in a circle', () => {
  expect(
    problems({
      'environments/dev/environment.yml': environment('dev', '  promotesFrom: production\n'),
    })[0],
  ).toBe(
    `environments/dev/environment.yml:7:17  error  Releases would go round in a circle: dev → staging → production → dev.
    Remove \`promotesFrom\` from the environment in which releases start.`,
  );
  expect(
    problems({ 'environments/qa/environment.yml': environment('qa', '  promotesFrom: qa\n') })[0],
  ).toContain('circle: qa → qa.');
});

test('releases come from an environment that exists', () => {
  expect(
    problems({ 'environments/qa/environment.yml': environment('qa', '  promotesFrom: stagin\n') }),
  ).toEqual([
    `environments/qa/environment.yml:7:17  error  There is no environment \`stagin\` to promote from.
    Did you mean \`staging\`?`,
  ]);
});

test('paths that differ only in capitals or accents are refused', () => {
  const found = problems({
    'environments/DEV/checkout.yml': deployment('checkout'),
    'inventory/re\u0301sume\u0301.txt': '',
    'inventory/r\u00e9sum\u00e9.txt': '',
  });
  expect(found.filter((line) => line.includes('capitals'))).toEqual([
    `environments/dev/checkout.yml:1:1  error  The path is the same as \`environments/DEV/checkout.yml\` where capitals do not count.
    Rename one of them.`,
    `inventory/r\u00e9sum\u00e9.txt:1:1  error  The path is the same as \`inventory/re\u0301sume\u0301.txt\` where capitals do not count.
    Rename one of them.`,
  ]);
});

test('checking targets tells what concerns them and nothing else', () => {
  const catalogue = repository({
    ...GOOD,
    'environments/dev/lost.yml': deployment('lost'),
    'environments/staging/lost.yml': deployment('lost'),
  });
  expect(checkTargets(catalogue, ['dev/checkout', 'dev/gone'])).toEqual([]);
  expect(checkTargets(catalogue, ['dev/lost'])).toHaveLength(1);
});

test('the three files of a target are enough to check it', () => {
  const three = repository({
    'inventory/checkout.yml': workload('checkout'),
    'environments/staging/environment.yml': environment('staging', '  promotesFrom: dev\n'),
    'environments/staging/checkout.yml': deployment('checkout'),
  });
  expect(checkTargets(three, ['staging/checkout'])).toEqual([]);
});

test('a broken file is told once, by itself, and nothing is concluded from it', () => {
  expect(problems({ 'inventory/checkout.yml': 'kind: [' })).toEqual([]);
});

test('changed inventory and environment files are checked by path', () => {
  const catalogue = repository({
    ...GOOD,
    'environments/qa/environment.yml': environment('qa', '  promotesFrom: nowhere\n'),
  });
  expect(checkPaths(catalogue, ['inventory/checkout.yml', 'environments/gone/x.yml'])).toEqual([]);
  expect(checkPaths(catalogue, ['environments/qa/environment.yml'])).toHaveLength(1);
});

test('taking over what exists means nothing where the workload does not run', () => {
  expect(problems({ 'inventory/checkout.yml': workload('checkout', '  adopt: [lab]\n') })).toEqual([
    `inventory/checkout.yml:8:11  error  \`lab\` is not among its environments, so there is nothing to take over.
    Add \`lab\` to \`spec.environments\`, or remove it here.`,
  ]);
});

test('no workload is given rights on everything in the project', () => {
  const asking = workload(
    'checkout',
    '  additional_roles: [roles/cloudsql.client, roles/editor]\n',
  );
  expect(problems({ 'inventory/checkout.yml': asking })).toEqual([
    `inventory/checkout.yml:8:45  error  \`roles/editor\` would give it rights on everything in the project.
    Name the roles of the services that it uses, such as \`roles/cloudsql.client\`.`,
  ]);
});

test('no workload is given a role with which it reaches the others in its project', () => {
  const asking = (...roles: readonly string[]) =>
    problems({
      'inventory/checkout.yml': workload('checkout', `  additional_roles: [${roles.join(', ')}]\n`),
    });
  expect(asking('roles/iam.serviceAccountTokenCreator')).toEqual([
    `inventory/checkout.yml:8:22  error  \`roles/iam.serviceAccountTokenCreator\` would reach the accounts, secrets, services or images of the other workloads in the project.
    Remove it: what it needs of its own, Runway gives it. More is given by hand, on one thing alone.`,
  ]);
  for (const role of [
    'roles/iam.serviceAccountUser',
    'roles/resourcemanager.projectIamAdmin',
    'roles/secretmanager.secretAccessor',
    'roles/run.developer',
    'roles/artifactregistry.writer',
  ]) {
    expect(asking(role)).toHaveLength(1);
  }
  expect(
    asking('roles/run.invoker', 'roles/artifactregistry.reader', 'roles/cloudsql.client'),
  ).toEqual([]);
});
