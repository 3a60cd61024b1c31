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
  /** One workload, or null for everything in the environment. */
  readonly workload: string | null;
}
