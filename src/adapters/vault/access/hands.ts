// What the providers of Vault's kinds work with.

import type { Log } from '../../../ports/log.ts';
import type { Scope, VaultPlace } from '../../../resources/scope.ts';
import type { VaultApi } from '../client/api.ts';
import type { Login } from '../client/leases.ts';

export interface Hands {
  readonly api: VaultApi;
  readonly log: Log;
  /** Vault's address, for where its web page sends people back to. */
  readonly url: string;
  /** As the process's own account, in the provisioner's role. */
  readonly login: (place: VaultPlace) => Login;
}

/** Looking or writing in one environment. */
export interface Errand {
  readonly scope: Scope;
  readonly place: VaultPlace;
  readonly signal: AbortSignal;
  /** Texts of policies that were read while looking; nothing is written by them. */
  readonly texts: Map<string, Promise<string | null>> | null;
}
