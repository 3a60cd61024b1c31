// What is there under a name of ours and is somebody else's, as people find it on the vendor's own pages.

import { accountId, type AccountRole } from '../resources/accounts.ts';
import type { Address } from '../resources/address.ts';
import type { Kind } from '../resources/kinds.ts';

/** A sentence; names are between backticks. */
export function standsInTheWay(address: Address): string {
  const [environment = '', workload = '', kind = '', part = ''] = address.split('/');
  const what = thing(kind as Kind, workload, part);
  return `The ${what} of ${environment} is there already and is not Runway's; it is never touched.`;
}

function thing(kind: Kind, workload: string, part: string): string {
  switch (kind) {
    case 'ServiceAccount':
      return `service account \`${accountId(workload, part as AccountRole)}\``;
    case 'Trust':
      return `policy of the service account \`${accountId(workload, 'deploy')}\``;
    case 'VaultPolicy':
      return `Vault policy for ${part === 'manage' ? 'the owners' : 'the deploy account'} of \`${workload}\``;
    case 'VaultRole':
      return `Vault role for ${part === 'owners' ? 'the owners' : 'the deploy account'} of \`${workload}\``;
    case 'ImageRepository':
    case 'Image':
      return `image repository \`${workload}\``;
    case 'Secret':
      return `secret \`${workload}__${part}\``;
    case 'Service':
    case 'Traffic':
    case 'Endpoint':
    case 'ParkedService':
      return `Cloud Run service \`${workload}\` in ${part}`;
  }
}
