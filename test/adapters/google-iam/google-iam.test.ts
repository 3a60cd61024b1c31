import { accountEmail, memberOf } from '../../../src/resources/accounts.ts';
import { splitTarget, type Target } from '../../../src/resources/address.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { provisionedContract } from '../../contracts/provisioned.ts';
import { accountsOf, trustOf, type Wish } from '../../support/provisioned.ts';
import { PROJECT, SCOPE, startIamWorld } from './iam-world.ts';

const waves = (target: Target, wish: Wish) => [
  accountsOf(target, PROJECT, wish),
  [trustOf(target, PROJECT, wish)],
];
const emailsOf = (target: Target) => {
  const { workload } = splitTarget(target);
  return {
    runtime: accountEmail(PROJECT, workload, 'runtime'),
    deploy: accountEmail(PROJECT, workload, 'deploy'),
  };
};

provisionedContract('Google IAM', async () => {
  const { cloud, provider, stop } = await startIamWorld();
  const project = `projects/${PROJECT}`;
  const accountName = (email: string) => `${project}/serviceAccounts/${email}`;
  const make = (email: string) =>
    cloud.accounts.create({ project: PROJECT, id: email.split('@')[0] ?? '' });
  const share = (email: string) =>
    cloud.grant(accountName(email), 'roles/iam.serviceAccountTokenCreator', 'user:ann@acme.dev');
  return {
    // It has these kinds and no other.
    provider: provider as unknown as Provider,
    scope: SCOPE,
    wanted: (target) => waves(target, 'first'),
    changed: (target) => waves(target, 'second'),
    prepare: async () => undefined,
    async foreign(target) {
      const { runtime, deploy } = emailsOf(target);
      make(runtime);
      make(deploy);
      cloud.grant(project, 'roles/logging.viewer', memberOf(runtime));
      share(deploy);
    },
    async handEdit(target) {
      const { runtime, deploy } = emailsOf(target);
      cloud.grant(project, 'roles/logging.viewer', memberOf(runtime));
      cloud.grant(project, 'roles/logging.viewer', memberOf(deploy), {
        title: 'mine',
        description: '',
        expression: 'resource.name.startsWith("projects/123456789012/locations/")',
      });
      share(deploy);
    },
    async neighbour() {
      cloud.grant(project, 'roles/cloudsql.client', 'user:ann@acme.dev');
      cloud.grant(project, 'roles/secretmanager.admin', 'user:bob@acme.dev', {
        title: 'own',
        description: 'Bob looks after these',
        expression: 'resource.name.startsWith("projects/123456789012/secrets/bob__")',
      });
    },
    async neighbours() {
      const { bindings } = cloud.policyOf(project);
      return JSON.stringify(
        bindings
          .map(({ members, ...binding }) => ({
            ...binding,
            members: members.filter((one) => !/serviceAccount:(run|dep)-/.test(one)),
          }))
          .filter(({ members }) => members.length > 0),
      );
    },
    stop,
  };
});
