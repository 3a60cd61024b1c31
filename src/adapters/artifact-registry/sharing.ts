// Who may write to a repository and read from it: in its own policy, where other roles stay as they are.

import { memberEmail } from '../../resources/accounts.ts';
import type { ImageRepositorySpec } from '../../resources/provisioned.ts';
import { withHolders } from '../google/policy.ts';
import type { PolicyWriter } from '../google/policy-writer.ts';
import type { RepositoriesApi } from './api.ts';
import type { Place } from './place.ts';

export const WRITER = 'roles/artifactregistry.writer';
export const READER = 'roles/artifactregistry.reader';

/**
 * A repository that was asked for just now may not be there yet: then nothing is written, the next look finds nobody
 * in its policy, and it is done then.
 */
export async function shareWith(
  { api, changePolicy }: { readonly api: RepositoriesApi; readonly changePolicy: PolicyWriter },
  { place, spec }: { readonly place: Place; readonly spec: ImageRepositorySpec },
  signal: AbortSignal,
): Promise<void> {
  const { writers, readers } = spec;
  const members = [...writers, ...readers].map(memberEmail);
  await changePolicy(
    {
      resource: `image repository ${place.name} (${place.project})`,
      read: () => api.policy(place),
      write: (policy) => api.setPolicy(place, policy, members),
      change: (bindings) => withHolders(withHolders(bindings, WRITER, writers), READER, readers),
    },
    signal,
  );
}
