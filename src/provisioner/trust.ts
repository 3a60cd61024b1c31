// Who may act as a workload's accounts: the bot deploys it, and nobody else does.

import { accountEmail, memberOf } from '../resources/accounts.ts';
import { splitTarget } from '../resources/address.ts';
import type { Resource } from '../resources/resource.ts';
import type { EnvironmentIdentity } from '../resources/scope.ts';
import type { Parts } from './compile.ts';
import { resource } from './resource.ts';

export function trust({ target, scope }: Parts, { bot }: EnvironmentIdentity): Resource {
  const { workload } = splitTarget(target);
  const { project } = scope.runtime;
  return resource(target, null, {
    kind: 'Trust',
    spec: {
      account: accountEmail(project, workload, 'deploy'),
      impersonators: [memberOf(bot)],
      actsAs: accountEmail(project, workload, 'runtime'),
    },
  });
}
