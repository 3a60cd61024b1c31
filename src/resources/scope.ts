// Where to look for what runs.

export interface Scope {
  readonly environment: string;
  readonly runtime: {
    readonly kind: 'cloud-run';
    readonly project: string;
    /** All that the environment allows, chosen or not. */
    readonly regions: readonly string[];
  };
  /** The images prefix of the environment: `us-docker.pkg.dev/acme-runway-production`. */
  readonly images: string;
  /** As whom this environment is worked on; null: as the account that the process runs as. */
  readonly identity: EnvironmentIdentity | null;
  /** Null: it has no secrets. */
  readonly vault: VaultPlace | null;
  /** One workload, or null for everything in the environment. */
  readonly workload: string | null;
}

/** E-mail addresses of service accounts. */
export interface EnvironmentIdentity {
  /** May impersonate the deploy accounts of workloads. */
  readonly bot: string;
  /** Looks, and can change nothing. */
  readonly plans: string;
}

/** Where an environment's secrets lie in Vault, and how Runway logs in there. */
export interface VaultPlace {
  /** A KV version 2 mount. */
  readonly mount: string;
  /** Below the mount: `env/production/service`. A secret is `PATH/WORKLOAD/NAME`. */
  readonly path: string;
  readonly namespace: string | null;
  /** Mount of the JWT auth method. */
  readonly auth: string;
  /** `aud` of the tokens that Runway logs in with. */
  readonly audience: string;
  /** Name of a workload's role and policy, with `{workload}` in it. */
  readonly role: string;
  /** The role that may read metadata and no value. */
  readonly plans: string;
  /** How owners log in; null: they get a policy and no role. */
  readonly owners: { readonly auth: string; readonly claim: string } | null;
}
