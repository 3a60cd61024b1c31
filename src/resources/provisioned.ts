// What the provisioner makes for a workload in an environment, before anything of it runs.

/** A Google service account: `runtime`, that the containers run as, or `deploy`, that the bot deploys with. */
export interface ServiceAccountSpec {
  /** `run-checkout`, `dep-checkout`: 6 to 30 characters. */
  readonly id: string;
  readonly title: string;
  /** On the whole project: `roles/cloudsql.client`. */
  readonly roles: readonly string[];
  /** On the project's resources whose names begin so. */
  readonly limitedRoles: readonly LimitedRole[];
}

export interface LimitedRole {
  readonly role: string;
  /** A full resource name's beginning, with the project's id: `projects/acme-runway-dev/secrets/checkout__`. */
  readonly prefix: string;
}

/** Who may act as a workload's accounts, on those accounts' own policies. */
export interface TrustSpec {
  /** E-mail address of the deploy account. */
  readonly account: string;
  /** Members that may impersonate it: the bot, and nobody else. */
  readonly impersonators: readonly string[];
  /** E-mail address of the runtime account, whose revisions the deploy account may make. */
  readonly actsAs: string;
}

export interface VaultPolicySpec {
  readonly name: string;
  /** Vault's policy language. */
  readonly rules: string;
  /** Mount and path of the empty secret that makes the workload's path exist; null where another policy has it. */
  readonly placeholder: string | null;
}

/** A role of Vault's JWT method: who logs in, and what they may do then. */
export interface VaultRoleSpec {
  /** Mount of the method. */
  readonly auth: string;
  readonly name: string;
  readonly audience: string;
  /** All of them must be in the token; a list: one of it. */
  readonly claims: Readonly<Record<string, string | readonly string[]>>;
  readonly policies: readonly string[];
  /** Seconds. */
  readonly ttlSeconds: number;
  /** Settings found live that Runway never sets, by name. Desired state has none. */
  readonly unmanaged: Readonly<Record<string, string>>;
}

/** A workload's repository in the environment's Artifact Registry. */
export interface ImageRepositorySpec {
  readonly name: string;
  /** Multi-region or region: `us`. */
  readonly location: string;
  /** Members. */
  readonly writers: readonly string[];
  readonly readers: readonly string[];
  /** Days after which untagged content may go. What is deployed is tagged, so no rule reaches it. */
  readonly untaggedDays: number;
}

/** The workload's service in a region, made before there is anything to run: closed, and without instances. */
export interface ParkedServiceSpec {
  /** The member that may change this one service. */
  readonly deployer: string;
}
