// Removes what the cleanup policies of all repositories say, as the vendor does every day.

import type { Api } from './api.ts';
import type { ImageVersion } from './content.ts';
import { removable } from './removable.ts';

export interface Cleaned extends ImageVersion {
  readonly repository: string;
}

export async function clean(api: Api, nowMs: number): Promise<readonly Cleaned[]> {
  const cleaned: Cleaned[] = [];
  for (const { name, repository } of api.repositories.all()) {
    const [, project = '', , location = '', , id = ''] = name.split('/');
    const content = api.content(project, location);
    if (content === null || repository.cleanupPolicyDryRun) continue;
    const policies = Object.values(repository.cleanupPolicies ?? {});
    const versions = await content.versions(`${project}/${id}`);
    for (const version of removable(versions, policies, nowMs)) {
      await content.remove(`${project}/${id}`, version);
      cleaned.push({ repository: name, ...version });
      api.log.info('cleaned up', { repository: name, digest: version.digest });
    }
  }
  return cleaned;
}
