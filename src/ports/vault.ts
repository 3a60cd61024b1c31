// Where people keep secrets, and what is known of each without reading it.

import type { VaultPlace } from '../resources/scope.ts';
import type { Principal } from './identity.ts';
import type { Sensitive } from './sensitive.ts';

/** Whose secrets, and as whom they are looked at. */
export interface SecretsOf {
  readonly place: VaultPlace;
  readonly workload: string;
  /** Logs in with its own Google-signed token. */
  readonly as: Principal;
  /** The Vault role to log in to: `place.plans` to look, the workload's own (`vaultRole`) to read values. */
  readonly role: string;
}

/** One secret by its name: `API_KEY`. */
export interface SecretOf extends SecretsOf {
  readonly name: string;
}

export interface SecretDescription {
  readonly name: string;
  /** The number that was written last, whatever became of it; 0 when nothing was written yet. */
  readonly current: number;
  /** Those that Vault still knows, oldest first. */
  readonly versions: readonly SecretVersion[];
}

export interface SecretVersion {
  readonly number: number;
  /** ISO 8601, as Vault writes it, to the nanosecond: it tells apart what was deleted whole and made anew. */
  readonly createdAt: string;
  /** `deleted` can be undone in Vault, `destroyed` cannot. */
  readonly state: 'live' | 'deleted' | 'destroyed';
}

/** Every method throws a Failure of RUNWAY_VAULT_* or RUNWAY_IDENTITY_*; none holds a value. */
export interface Vault {
  /** All that lies directly below the workload's path, sorted; neither folders nor names that begin with a dot. */
  names(of: SecretsOf, signal: AbortSignal): Promise<readonly string[]>;
  /** Metadata alone; null where there is no such secret. */
  describe(secret: SecretOf, signal: AbortSignal): Promise<SecretDescription | null>;
  /**
   * The text under the key `value` of one version; null where the version is deleted, destroyed or was never
   * there. Throws RUNWAY_VAULT_REFUSED where the version has no such text.
   */
  value(secret: SecretOf, version: number, signal: AbortSignal): Promise<Sensitive | null>;
}
