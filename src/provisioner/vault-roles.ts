// Who logs in to Vault, and with which policy.

import { accountEmail } from '../resources/accounts.ts';
import { splitTarget } from '../resources/address.ts';
import type { Resource } from '../resources/resource.ts';
import type { VaultPlace } from '../resources/scope.ts';
import type { Parts } from './compile.ts';
import { resource } from './resource.ts';
import { managersRole, vaultRole } from '../resources/vault-names.ts';

/** Long enough for one converging, and renewed by whoever needs longer. */
const DEPLOY_SECONDS = 15 * 60;
/** A morning's work. */
const OWNERS_SECONDS = 4 * 60 * 60;

export function vaultRoles(parts: Parts, place: VaultPlace): readonly Resource[] {
  return [deploy(parts, place), ...owners(parts, place)];
}

function deploy({ target, scope }: Parts, place: VaultPlace): Resource {
  const { workload } = splitTarget(target);
  const name = vaultRole(place, workload);
  return resource(target, 'deploy', {
    kind: 'VaultRole',
    spec: {
      auth: place.auth,
      name,
      audience: place.audience,
      claims: { email: accountEmail(scope.runtime.project, workload, 'deploy') },
      policies: [name],
      ttlSeconds: DEPLOY_SECONDS,
      unmanaged: {},
    },
  });
}

/** Without owners nobody may log in: a role without a claim would let everybody. */
function owners({ target, workload }: Parts, place: VaultPlace): readonly Resource[] {
  const names = (workload.spec.owners ?? []).map((owner) => owner.replace(/^@/, '')).sort();
  if (place.owners === null || names.length === 0) return [];
  const name = managersRole(place, splitTarget(target).workload);
  const spec = {
    auth: place.owners.auth,
    name,
    audience: place.audience,
    claims: { [place.owners.claim]: names },
    policies: [name],
    ttlSeconds: OWNERS_SECONDS,
    unmanaged: {},
  };
  return [resource(target, 'owners', { kind: 'VaultRole', spec })];
}
