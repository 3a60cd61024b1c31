// Everything Runway can make, in the words that desired and observed state share.

import type {
  ImageRepositorySpec,
  ParkedServiceSpec,
  ServiceAccountSpec,
  TrustSpec,
  VaultPolicySpec,
  VaultRoleSpec,
} from './provisioned.ts';

/** `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** The content address of a template: 8 characters of base 32, `a-z2-7`. */
export type TemplateHash = string & { readonly __brand: 'TemplateHash' };

/** Add a line, and the compiler names every place that must learn of it. */
export interface Kinds {
  readonly ServiceAccount: ServiceAccountSpec;
  readonly Trust: TrustSpec;
  readonly VaultPolicy: VaultPolicySpec;
  readonly VaultRole: VaultRoleSpec;
  readonly ImageRepository: ImageRepositorySpec;
  readonly ParkedService: ParkedServiceSpec;
  readonly Image: ImageSpec;
  readonly Secret: SecretSpec;
  readonly Service: ServiceSpec;
  readonly Traffic: TrafficSpec;
  readonly Endpoint: EndpointSpec;
}

export type Kind = keyof Kinds;

/** What must stand before what. */
export const restsOn = {
  ServiceAccount: [],
  Trust: ['ServiceAccount'],
  VaultPolicy: [],
  VaultRole: ['VaultPolicy', 'ServiceAccount'],
  ImageRepository: ['ServiceAccount'],
  ParkedService: ['ServiceAccount'],
  Image: [],
  Secret: [],
  Service: ['Image', 'Secret'],
  Traffic: ['Service'],
  Endpoint: ['Traffic'],
} as const satisfies Readonly<Record<Kind, readonly Kind[]>>;

/** An image in the environment's registry, copied by digest from the service project's registry. */
export interface ImageSpec {
  /** Where it comes from, without tag: `registry.acme.dev/acme/checkout`. */
  readonly source: string;
  /** Where it goes, without tag: `us-docker.pkg.dev/acme-runway-production/checkout/checkout`. */
  readonly repository: string;
  readonly digest: Digest;
}

/** One secret of a target: a version in Vault, copied to where the runtime reads it. */
export interface SecretSpec {
  /** As the container receives it: `API_KEY`. */
  readonly name: string;
  /** Id of the copy in Secret Manager: `checkout__API_KEY`. */
  readonly secret: string;
  /** Where it comes from in Vault, mount and path: `runway/env/production/service/checkout/API_KEY`. */
  readonly source: string;
  /** Vault's number. Observed: the wanted one where it is copied, else the newest that is. */
  readonly version: number;
  /** Members who may read the copies: `serviceAccount:run-checkout@…`. */
  readonly readers: readonly string[];
}

/** What one region runs. The template makes revisions; the rest acts at once on all of them. */
export interface ServiceSpec {
  readonly template: Template;
  readonly scaling: Scaling;
  readonly labels: Readonly<Record<string, string>>;
  /** Service-level settings found live that Runway never sets, by path. Desired state has none. */
  readonly unmanaged: Readonly<Record<string, string>>;
}

export interface Scaling {
  readonly minInstances: number;
  readonly maxInstances: number;
}

/** The content of a revision: immutable once made, identified by its hash. */
export interface Template {
  /** With digest: `us-docker.pkg.dev/acme-runway-production/checkout/checkout@sha256:…`. */
  readonly image: string;
  readonly port: number;
  readonly protocol: 'http1' | 'h2c';
  readonly environment: Readonly<Record<string, string>>;
  /** By the variable that the container receives. */
  readonly secrets: Readonly<Record<string, SecretReference>>;
  /** E-mail address of the account that the container runs as; null: the project's default. */
  readonly serviceAccount: string | null;
  /** Thousandths of a CPU, `1000m`. */
  readonly cpu: string;
  /** In the largest unit that loses nothing: `512Mi`, `8G`. */
  readonly memory: string;
  readonly startupCpuBoost: boolean;
  /** False: CPU only while requests are served (request based billing). */
  readonly cpuAlwaysAllocated: boolean;
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  /** `default` leaves the choice to the runtime. */
  readonly executionEnvironment: 'default' | 'gen1' | 'gen2';
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe | null;
  readonly network: Network | null;
  /** Settings found live that Runway never sets, by path. Desired state has none. */
  readonly unmanaged: Readonly<Record<string, string>>;
}

export interface SecretReference {
  /** Id in Secret Manager. */
  readonly secret: string;
  /** Secret Manager's number; `vault:8` for a version of Vault's that is not copied yet. */
  readonly version: string;
}

export interface Probe {
  readonly check: { readonly type: 'tcp' } | { readonly type: 'http'; readonly path: string };
  readonly initialDelaySeconds: number;
  readonly timeoutSeconds: number;
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

export interface Network {
  readonly network: string;
  readonly subnetwork: string;
  readonly egress: 'all-traffic' | 'private-ranges-only';
}

/** Who gets requests: whole percentages by template, most first, adding up to 100. */
export interface TrafficSpec {
  readonly shares: readonly Share[];
}

export interface Share {
  readonly template: TemplateHash;
  readonly percent: number;
}

/** Who may call. */
export interface EndpointSpec {
  readonly ingress: 'all' | 'internal' | 'internal-and-load-balancer';
  /** True: only callers with an invoker grant. False: anybody whom the ingress lets in. */
  readonly invokerCheck: boolean;
}
