// The few calls of Secret Manager that we use, with absence as a value and failures translated. No call reads a value.

import type { protos } from '@google-cloud/secret-manager';
import type { Principal } from '../../../ports/identity.ts';
import type { Sensitive } from '../../../ports/sensitive.ts';

/** Who may do what with a secret, as the API has it. */
export type WirePolicy = protos.google.iam.v1.IPolicy;

/** One secret, and as whom it is asked for. */
export interface At {
  readonly project: string;
  readonly id: string;
  readonly as: Principal;
}

export interface HeldSecret {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly etag: string;
}

export interface HeldVersion {
  readonly number: number;
  readonly state: 'enabled' | 'disabled' | 'destroyed';
  readonly etag: string;
}

export interface PolicyChange {
  readonly policy: WirePolicy;
  /** Emails that it grants to, and that may be too new to be known. */
  readonly members: readonly string[];
}

/** Every method throws a Failure. */
export interface SecretsApi {
  secret(at: At): Promise<HeldSecret | null>;
  /** Those with all of these labels. */
  labelled(
    of: Omit<At, 'id'>,
    labels: Readonly<Record<string, string>>,
  ): Promise<readonly HeldSecret[]>;
  /** Newest first; empty where the secret is absent. */
  versions(at: At): Promise<readonly HeldVersion[]>;
  policy(at: At): Promise<WirePolicy>;
  /** Which of the permissions the caller has on the secret; none where it is not there. */
  allowed(at: At, wished: readonly string[]): Promise<readonly string[]>;
  /** An empty secret. That it is there already is a conflict. */
  create(at: At, secret: Pick<HeldSecret, 'labels'>): Promise<void>;
  /** Replaces the annotations; a conflict where the secret has changed since the etag. */
  annotate(at: At, secret: Pick<HeldSecret, 'annotations' | 'etag'>): Promise<HeldSecret>;
  /** The number of the new version. */
  add(at: At, value: Sensitive): Promise<number>;
  change(at: At, version: HeldVersion, to: HeldVersion['state']): Promise<void>;
  /** False: somebody else wrote in between, and nothing was written. */
  setPolicy(at: At, change: PolicyChange): Promise<boolean>;
  /** With all its versions. Absence is success. */
  remove(at: At, etag: string): Promise<void>;
}
