// Generated from schemas/ by `npm run generate`. Change the schema, not this file.

export type OverrideProbe = {
  /**
   * The path that is asked for. Left out: only the port is tried.
   */
  readonly path?: string | null;
  /**
   * Seconds to wait before the first try.
   */
  readonly initial_delay_seconds?: number | null;
  /**
   * Seconds that one try may take; at most `period_seconds`.
   */
  readonly timeout_seconds?: number | null;
  /**
   * Seconds from one try to the next.
   */
  readonly period_seconds?: number | null;
  /**
   * Failed tries in a row after which the container is given up.
   */
  readonly failure_threshold?: number | null;
} | null;
export type OverrideLoadBalancer = {
  /**
   * Whether callers come in this way.
   */
  readonly enabled?: boolean | null;
  /**
   * `HTTP2` or `grpc` speaks HTTP/2 with the container, which gRPC needs; the others HTTP/1.
   */
  readonly backend_protocol?: 'HTTP' | 'HTTPS' | 'HTTP2' | 'rest' | 'grpc' | null;
} | null;
/**
 * Where a secret is read from, anew whenever it is needed. Never the secret itself.
 */
export type Secret =
  | {
      /**
       * Path of a file that holds nothing but the secret; relative to the settings.
       */
      readonly file: string;
    }
  | {
      /**
       * Name of an environment variable.
       */
      readonly env: string;
    };

/**
 * Every kind of document by its name.
 */
export interface Documents {
  readonly Workload: Workload;
  readonly Environment: Environment;
  readonly Deployment: Deployment;
  readonly RunwayService: RunwayService;
  readonly Settings: Settings;
}
/**
 * What runs: whose it is and where it may run. Lives in `inventory/NAME.yml`.
 */
export interface Workload {
  /**
   * Always `runway/v1`.
   */
  readonly apiVersion: 'runway/v1';
  /**
   * Always `Workload`.
   */
  readonly kind: 'Workload';
  /**
   * What it is called, everywhere and for ever.
   */
  readonly metadata: {
    /**
     * The name of the file without `.yml`. Never changes: it is in every address, label and host name.
     */
    readonly name: string;
  };
  /**
   * Who answers for it and where it may run.
   */
  readonly spec: {
    /**
     * The path of the project on the forge that holds its code and its `.runway/` folder.
     */
    readonly project: string;
    /**
     * The forge's number for that project; stays the same when the project moves.
     */
    readonly project_id?: number;
    /**
     * Users and groups who answer for it and are mentioned when it needs somebody. Left out: those whom the repository's CODEOWNERS names for its files.
     *
     * @minItems 1
     */
    readonly owners?: readonly string[];
    /**
     * Where it may be deployed. Promotion goes from one to the next as each environment's `promotesFrom` says.
     *
     * @minItems 1
     */
    readonly environments: readonly string[];
    /**
     * Roles on the environment's Google Cloud project that its runtime account has, beside what Runway gives it.
     *
     * @minItems 1
     */
    readonly additional_roles?: readonly string[];
    /**
     * Environments in which accounts, roles, repositories and services that have its names already, and are not Runway's, are taken over. Left out: they are never touched.
     *
     * @minItems 1
     */
    readonly adopt?: readonly string[];
    /**
     * Put on everything that runs, for cost and ownership. Keys that start with `runway` are Runway's own.
     */
    readonly labels?: {
      /**
       * Up to 63 lower-case letters, digits, `-` and `_`.
       */
      readonly [k: string]: string;
    };
  };
}
/**
 * The platform's rules for one environment. Lives in `environments/NAME/environment.yml`.
 */
export interface Environment {
  /**
   * Always `runway/v1`.
   */
  readonly apiVersion: 'runway/v1';
  /**
   * Always `Environment`.
   */
  readonly kind: 'Environment';
  /**
   * What it is called.
   */
  readonly metadata: {
    /**
     * The name of the folder that holds this file.
     */
    readonly name: string;
  };
  /**
   * Where its workloads run and how releases reach it.
   */
  readonly spec: {
    /**
     * The environment whose releases are offered to this one. Left out: releases start here.
     */
    readonly promotesFrom?: string;
    /**
     * Where workloads run.
     */
    readonly runtime: {
      /**
       * `cloud-run`: Google Cloud Run.
       */
      readonly kind: 'cloud-run';
      /**
       * The id of the Google Cloud project.
       */
      readonly project: string;
      /**
       * The regions that workloads may choose from. A workload that does not choose runs in the first.
       *
       * @minItems 1
       */
      readonly regions: readonly string[];
      /**
       * What workloads with `vpc_access` are connected to.
       */
      readonly network?: {
        /**
         * Name of the network.
         */
        readonly network: string;
        /**
         * Name of the subnetwork; the same in each region.
         */
        readonly subnetwork: string;
      };
    };
    /**
     * Where images are copied to: registry and path. Each workload has a repository below it, and its image in that has the same name.
     */
    readonly images: string;
    /**
     * As whom Runway works here. With it, the provisioner makes two accounts for each workload, and the bot acts as those. Left out: workloads are not provisioned, and the bot does everything with its own rights.
     */
    readonly identity?: {
      /**
       * The account that the bot runs as: it, and nobody else, may act as the deploy accounts of workloads.
       */
      readonly bot: string;
      /**
       * An account that may look at everything here and change nothing: the bot makes plans with it.
       */
      readonly plans: string;
    };
    /**
     * Where secrets are kept. Each workload has a path of its own below `path`, with one secret for each variable and its value under the key `value`. Left out: workloads here have no secrets.
     */
    readonly vault?: {
      /**
       * A KV version 2 mount.
       */
      readonly mount: string;
      /**
       * Below the mount.
       */
      readonly path: string;
      /**
       * Left out: none.
       */
      readonly namespace?: string;
      /**
       * The mount of the JWT auth method that Runway logs in to. Left out: `jwt`.
       */
      readonly auth?: string;
      /**
       * `aud` of the Google-signed tokens that Runway logs in with. Left out: `vault`.
       */
      readonly audience?: string;
      /**
       * Name of the role and of the policy of a workload; `{workload}` stands for its id. Left out: `runway-ENVIRONMENT-{workload}`.
       */
      readonly role?: string;
      /**
       * Role that the account for plans logs in to. It needs metadata and no values. Left out: `runway-ENVIRONMENT-plans`.
       */
      readonly plans?: string;
      /**
       * How the owners of a workload log in to manage its secrets. Left out: there is a policy for them, and no role.
       */
      readonly owners?: {
        /**
         * The mount of the JWT or OIDC auth method that people log in to.
         */
        readonly auth: string;
        /**
         * What in their tokens names their groups.
         */
        readonly claim: string;
      };
    };
    /**
     * When releases of the environment before are offered to this one.
     */
    readonly promotion?: {
      /**
       * How long a release must have served in the environment before: seconds, minutes, hours or days. Left out: no time.
       */
      readonly soak?: string;
    };
    /**
     * Who merges what proposes a newer version of a secret. `manual`: people. `onApproval`: the bot, once somebody who may push has approved it. `auto`: the bot, once its plan is clear and changes nothing but new revisions.
     */
    readonly rotation?: 'manual' | 'onApproval' | 'auto';
    /**
     * How a new version takes over where its manifest does not say.
     */
    readonly rollout?: {
      /**
       * `expedited`: all traffic at once, in all regions, as soon as the new version is ready.
       */
      readonly strategy?: 'expedited';
    };
    /**
     * What happens when a deployment's file is removed.
     */
    readonly removal?: {
      /**
       * How long a removed workload stays parked, where putting the file back revives it, before it is deleted.
       */
      readonly grace?: string;
    };
  };
}
/**
 * One workload in one environment. Lives in `environments/ENVIRONMENT/NAME.yml`. To deploy, change `release.version`; the bot completes the rest of the release.
 */
export interface Deployment {
  /**
   * Always `runway/v1`.
   */
  readonly apiVersion: 'runway/v1';
  /**
   * Always `Deployment`.
   */
  readonly kind: 'Deployment';
  /**
   * Which workload this is.
   */
  readonly metadata: {
    /**
     * The name of the file without `.yml`, and of the file in `inventory/`.
     */
    readonly name: string;
  };
  readonly release: Release;
  readonly overrides?: Overrides;
  /**
   * Which version in Vault each secret has here. The bot adds what is missing and proposes newer versions as merge requests.
   */
  readonly secrets?: {
    /**
     * The number of a version in Vault; leave the line out and the bot adds the newest.
     */
    readonly [k: string]: number;
  };
}
/**
 * What runs. A person changes `version`; the bot completes everything else on the merge request.
 */
export interface Release {
  /**
   * The image's tag. Quote what looks like a number: `"1.10"`.
   */
  readonly version: string;
  /**
   * Where the service project puts its image: registry and path, without tag and digest.
   */
  readonly image: string;
  /**
   * What the version's tag named when the bot looked: exactly this content runs.
   */
  readonly digest?: string;
  /**
   * The service project's commit that the image was built from.
   */
  readonly commit?: string;
  readonly manifest?: RunwayService;
}
/**
 * How a service runs. Lives in the service project as `.runway/runway.yml`, or as `.runway/runway-ENVIRONMENT.yml` for one environment; the bot copies it into the deployment at the commit that is released.
 */
export interface RunwayService {
  /**
   * Write `runway/v1`. `runway/v1.0.0-beta` and `runway/v1+dev` are read the same way.
   */
  readonly apiVersion: 'runway/v1' | 'runway/v1.0.0-beta' | 'runway/v1+dev';
  /**
   * Always `RunwayService`.
   */
  readonly kind: 'RunwayService';
  /**
   * Ends up in labels for cost and ownership. The name need not be the workload's id.
   */
  readonly metadata?: {
    /**
     * A name for people; letters, digits, `-` and `_`.
     */
    readonly name?: string;
    /**
     * The team that owns the service, as older manifests say it.
     */
    readonly owner?: string;
    /**
     * The part before the `@` of the owner's e-mail address.
     */
    readonly owner_email_handle?: string;
    /**
     * Who pays for it.
     */
    readonly department?: string;
    /**
     * Which group in the department pays for it.
     */
    readonly department_group?: string;
    /**
     * Which part of the product it belongs to.
     */
    readonly product_category?: string;
  };
  readonly spec: ServiceSpec;
}
/**
 * Everything may be left out; the defaults fit a small HTTP service that listens on port 8080.
 */
export interface ServiceSpec {
  /**
   * Accepted from older manifests and ignored: the image comes from the release.
   */
  readonly image?: string;
  /**
   * The port that the container listens on.
   */
  readonly container_port?: number;
  /**
   * Where it runs, among the regions that the environment allows. Left out: the first of them.
   *
   * @minItems 1
   */
  readonly regions?: readonly string[];
  /**
   * Seconds after which a request that has no answer is ended.
   */
  readonly request_timeout?: number;
  /**
   * What each instance gets.
   */
  readonly resources?: {
    /**
     * The most that one instance may use.
     */
    readonly limits?: {
      /**
       * CPUs, or thousandths of one with `m`. Whole numbers 1, 2, 4, 6, 8, or at least 0.08 below 1.
       */
      readonly cpu?: string | number;
      /**
       * Memory of one instance. An instance that needs more is stopped.
       */
      readonly memory?: string | number;
    };
    /**
     * Gives an instance more CPU while it starts, so that it starts sooner.
     */
    readonly startup_cpu_boost?: boolean;
  };
  /**
   * How many instances run, and how much one of them takes.
   */
  readonly scalability?: {
    /**
     * Instances that run even without requests. 0: none, the first request waits for a start.
     */
    readonly min_instances?: number;
    /**
     * Instances that may run at the same time. Guards what stands behind the service.
     */
    readonly max_instances?: number;
    /**
     * Requests that one instance answers at the same time. 1 where it has less than one CPU.
     */
    readonly max_instance_request_concurrency?: number;
  };
  readonly startup_probe?: Probe;
  readonly liveness_probe?: Probe;
  /**
   * Left out: anybody on the internet. Internal only: anybody in the network. Neither: callers with a grant.
   */
  readonly load_balancing?: {
    readonly external_load_balancer?: LoadBalancer;
    readonly internal_load_balancer?: LoadBalancer;
  };
  /**
   * Who is let in before a request reaches the service.
   */
  readonly network_policies?: {
    /**
     * Keeps out whoever does not come through a load balancer or the network. That the load balancer admits Cloudflare alone is for it to enforce.
     */
    readonly cloudflare?: boolean;
  };
  /**
   * Lets the service reach private addresses, such as a database.
   */
  readonly vpc_access?: {
    /**
     * Whether the service is connected to the environment's network.
     */
    readonly enabled?: boolean;
    /**
     * `ALL_TRAFFIC`: all outgoing requests, for a fixed outgoing address. `PRIVATE_RANGES_ONLY`: only those to private addresses.
     */
    readonly egress?: 'ALL_TRAFFIC' | 'PRIVATE_RANGES_ONLY';
  };
  /**
   * Where the service offers its own metrics. Accepted with a warning; nothing collects them yet.
   */
  readonly observability?: {
    /**
     * `host:port` of each address that offers metrics, seen from inside the container.
     *
     * @minItems 1
     */
    readonly scrape_targets?: readonly string[];
    /**
     * The path that answers with the metrics.
     */
    readonly metrics_path?: string;
  };
  /**
   * How a new version takes over from the old one.
   */
  readonly deployment?: {
    /**
     * `expedited`: all traffic at once, in all regions. `legacy` and `regional_rollout` are carried out the same way, with a warning; `dryrun` is refused.
     */
    readonly strategy?: 'expedited' | 'legacy' | 'regional_rollout' | 'dryrun';
    /**
     * Accepted with a warning and without effect so far: all traffic moves at once.
     *
     * @minItems 1
     */
    readonly rollout_traffic_percentages?: readonly number[];
  };
  /**
   * The generation of the sandbox around the container. Left out: the runtime's choice.
   */
  readonly execution_environment?: 'EXECUTION_ENVIRONMENT_GEN1' | 'EXECUTION_ENVIRONMENT_GEN2';
  /**
   * `false` keeps the CPU on between requests, for work in the background.
   */
  readonly request_based_billing?: boolean;
  /**
   * Plain variables, not secrets. `.runway/env-ENVIRONMENT.yml` adds those of one environment.
   */
  readonly environment?: {
    /**
     * Numbers and booleans are passed on as text. Quote what must keep its exact spelling, such as `"1.10"`.
     */
    readonly [k: string]: string | number | boolean;
  };
  /**
   * Names of the secrets that it receives as environment variables; their values are kept in Vault. Left out: all that Vault holds for it in the environment.
   *
   * @maxItems 100
   */
  readonly secrets?: readonly string[];
}
export interface Probe {
  /**
   * The path that is asked for. Left out: only the port is tried.
   */
  readonly path?: string;
  /**
   * Seconds to wait before the first try.
   */
  readonly initial_delay_seconds?: number;
  /**
   * Seconds that one try may take; at most `period_seconds`.
   */
  readonly timeout_seconds?: number;
  /**
   * Seconds from one try to the next.
   */
  readonly period_seconds?: number;
  /**
   * Failed tries in a row after which the container is given up.
   */
  readonly failure_threshold?: number;
}
export interface LoadBalancer {
  /**
   * Whether callers come in this way.
   */
  readonly enabled?: boolean;
  /**
   * `HTTP2` or `grpc` speaks HTTP/2 with the container, which gRPC needs; the others HTTP/1.
   */
  readonly backend_protocol?: 'HTTP' | 'HTTPS' | 'HTTP2' | 'rest' | 'grpc';
}
/**
 * What differs in one environment: the fields of a manifest's `spec`, where `null` takes a value away.
 */
export interface Overrides {
  /**
   * The port that the container listens on.
   */
  readonly container_port?: number | null;
  /**
   * Where it runs, among the regions that the environment allows. Left out: the first of them.
   *
   * @minItems 1
   */
  readonly regions?: readonly string[] | null;
  /**
   * Seconds after which a request that has no answer is ended.
   */
  readonly request_timeout?: number | null;
  /**
   * What each instance gets.
   */
  readonly resources?: {
    /**
     * The most that one instance may use.
     */
    readonly limits?: {
      /**
       * CPUs, or thousandths of one with `m`. Whole numbers 1, 2, 4, 6, 8, or at least 0.08 below 1.
       */
      readonly cpu?: string | number | null;
      /**
       * Memory of one instance. An instance that needs more is stopped.
       */
      readonly memory?: string | number | null;
    } | null;
    /**
     * Gives an instance more CPU while it starts, so that it starts sooner.
     */
    readonly startup_cpu_boost?: boolean | null;
  } | null;
  /**
   * How many instances run, and how much one of them takes.
   */
  readonly scalability?: {
    /**
     * Instances that run even without requests. 0: none, the first request waits for a start.
     */
    readonly min_instances?: number | null;
    /**
     * Instances that may run at the same time. Guards what stands behind the service.
     */
    readonly max_instances?: number | null;
    /**
     * Requests that one instance answers at the same time. 1 where it has less than one CPU.
     */
    readonly max_instance_request_concurrency?: number | null;
  } | null;
  readonly startup_probe?: OverrideProbe;
  readonly liveness_probe?: OverrideProbe;
  /**
   * Left out: anybody on the internet. Internal only: anybody in the network. Neither: callers with a grant.
   */
  readonly load_balancing?: {
    readonly external_load_balancer?: OverrideLoadBalancer;
    readonly internal_load_balancer?: OverrideLoadBalancer;
  } | null;
  /**
   * Who is let in before a request reaches the service.
   */
  readonly network_policies?: {
    /**
     * Keeps out whoever does not come through a load balancer or the network. That the load balancer admits Cloudflare alone is for it to enforce.
     */
    readonly cloudflare?: boolean | null;
  } | null;
  /**
   * Lets the service reach private addresses, such as a database.
   */
  readonly vpc_access?: {
    /**
     * Whether the service is connected to the environment's network.
     */
    readonly enabled?: boolean | null;
    /**
     * `ALL_TRAFFIC`: all outgoing requests, for a fixed outgoing address. `PRIVATE_RANGES_ONLY`: only those to private addresses.
     */
    readonly egress?: 'ALL_TRAFFIC' | 'PRIVATE_RANGES_ONLY' | null;
  } | null;
  /**
   * Where the service offers its own metrics. Accepted with a warning; nothing collects them yet.
   */
  readonly observability?: {
    /**
     * `host:port` of each address that offers metrics, seen from inside the container.
     *
     * @minItems 1
     */
    readonly scrape_targets?: readonly string[] | null;
    /**
     * The path that answers with the metrics.
     */
    readonly metrics_path?: string | null;
  } | null;
  /**
   * How a new version takes over from the old one.
   */
  readonly deployment?: {
    /**
     * `expedited`: all traffic at once, in all regions. `legacy` and `regional_rollout` are carried out the same way, with a warning; `dryrun` is refused.
     */
    readonly strategy?: 'expedited' | 'legacy' | 'regional_rollout' | 'dryrun' | null;
    /**
     * Accepted with a warning and without effect so far: all traffic moves at once.
     *
     * @minItems 1
     */
    readonly rollout_traffic_percentages?: readonly number[] | null;
  } | null;
  /**
   * The generation of the sandbox around the container. Left out: the runtime's choice.
   */
  readonly execution_environment?: 'EXECUTION_ENVIRONMENT_GEN1' | 'EXECUTION_ENVIRONMENT_GEN2' | null;
  /**
   * `false` keeps the CPU on between requests, for work in the background.
   */
  readonly request_based_billing?: boolean | null;
  /**
   * Plain variables, not secrets. `.runway/env-ENVIRONMENT.yml` adds those of one environment.
   */
  readonly environment?: {
    /**
     * Numbers and booleans are passed on as text. Quote what must keep its exact spelling, such as `"1.10"`.
     */
    readonly [k: string]: string | number | boolean | null;
  } | null;
  /**
   * Names of the secrets that it receives as environment variables; their values are kept in Vault. Left out: all that Vault holds for it in the environment.
   *
   * @maxItems 100
   */
  readonly secrets?: readonly string[] | null;
}
/**
 * The bot's settings: one small file that names every outside service. Secrets stay in files or variables of their own.
 */
export interface Settings {
  /**
   * Always `runway/v1`.
   */
  readonly apiVersion: 'runway/v1';
  /**
   * Always `Settings`.
   */
  readonly kind: 'Settings';
  /**
   * Where the bot keeps its mirror of the GitOps repository and, without a database server, its store; relative to the settings. Left out: `data`.
   */
  readonly data?: string;
  /**
   * A PostgreSQL server that several bots may share. Left out: what the variable `DATABASE_URL` names; without that a database inside the bot, in the data folder.
   */
  readonly store?: {
    readonly url: Secret;
  };
  /**
   * How often Git, the forge and the ledger are compared, so that lost events do no harm. Left out: `5m`.
   */
  readonly resync?: string;
  /**
   * The name and address on its commits.
   */
  readonly bot?: {
    /**
     * Left out: `Runway`.
     */
    readonly name?: string;
    /**
     * How the bot knows its own commits again. Left out: `runway@localhost`.
     */
    readonly email?: string;
  };
  /**
   * Where the GitOps repository and the service projects live.
   */
  readonly forge: GitLabForge | GitHubForge;
  /**
   * Where the bot listens.
   */
  readonly server: {
    /**
     * Address to listen on. Left out: all interfaces.
     */
    readonly host?: string;
    /**
     * Port to listen on.
     */
    readonly port: number;
    /**
     * Where the command line finds the bot.
     */
    readonly url?: string;
    readonly readToken: Secret;
    /**
     * `token`: `/metrics` wants the read token. `open`: whoever reaches the port may read it. Left out: `token`.
     */
    readonly metrics?: 'token' | 'open';
    /**
     * How long the bot goes on as before after it was told to stop, while `/readyz` already says no, so that a load balancer sends it nothing more. Left out: no time.
     */
    readonly drainDelay?: string;
  };
  /**
   * Left out: Google's own endpoint, asked as `google` says.
   */
  readonly cloudRun?: {
    /**
     * Host and port of the Admin API.
     */
    readonly endpoint?: string;
    /**
     * A PEM file to trust instead of the system's; relative to the settings.
     */
    readonly ca?: string;
    readonly token?: Secret;
    /**
     * How many writes a minute Runway allows itself in one project and region, all replicas together; a fifth of it more may go at once after a quiet time. Set it to five sixths of the quota `Write requests per minute per region`. Left out: 50.
     */
    readonly writesPerMinute?: number;
  };
  /**
   * As whom Runway asks Google's APIs, and where they are. Left out: Google's own, with Application Default Credentials, which on Google Cloud is the attached service account.
   */
  readonly google?: {
    /**
     * A PEM file to trust instead of the system's for all of them; relative to the settings.
     */
    readonly ca?: string;
    readonly identity?: GoogleIdentity;
    readonly provisioner?: GoogleIdentity;
    /**
     * Only where they are not Google's own.
     */
    readonly endpoints?: {
      /**
       * Where a token from a file becomes an access token.
       */
      readonly sts?: string;
      /**
       * Where tokens of other accounts come from.
       */
      readonly iamCredentials?: string;
      /**
       * Where service accounts are made.
       */
      readonly iam?: string;
      /**
       * Where the allow policies of projects are.
       */
      readonly resourceManager?: string;
      /**
       * Host and port.
       */
      readonly secretManager?: string;
      /**
       * Host and port of its admin API; images come from its registries.
       */
      readonly artifactRegistry?: string;
    };
  };
  /**
   * Where the secrets of workloads are. Each environment names its place in it. Left out: no environment may have secrets.
   */
  readonly vault?: {
    /**
     * Of Vault, or of what stands before its nodes.
     */
    readonly url: string;
    /**
     * The service account that the provisioner logs in to Vault as. Left out: that of its federation.
     */
    readonly account?: string;
    /**
     * A PEM file to trust instead of the system's; relative to the settings.
     */
    readonly ca?: string;
  };
  /**
   * Image registries by name, or by the beginning of an image's name; the longest that fits is used. One that is not listed is asked by https, without credentials.
   */
  readonly registries?: {
    /**
     * How it is reached.
     */
    readonly [k: string]: {
      /**
       * Scheme, host and port.
       */
      readonly url: string;
      /**
       * Left out: anonymous.
       */
      readonly username?: string;
      readonly password?: Secret;
    };
  };
}
/**
 * A GitLab, reached as a user with a token.
 */
export interface GitLabForge {
  /**
   * The forge is a GitLab.
   */
  readonly kind: 'gitlab';
  /**
   * Of the forge, with a path where it lives below one.
   */
  readonly url: string;
  /**
   * Its path on the forge.
   */
  readonly project: string;
  /**
   * The branch that is the desired state. Left out: `main`.
   */
  readonly defaultBranch?: string;
  readonly token: Secret;
  readonly webhookSecret?: Secret;
  readonly webhookSigningSecret?: Secret;
}
/**
 * A GitHub, reached as an App.
 */
export interface GitHubForge {
  /**
   * The forge is a GitHub.
   */
  readonly kind: 'github';
  /**
   * Of the forge: `https://github.com`, `https://NAME.ghe.com`, or that of a GitHub Enterprise Server.
   */
  readonly url: string;
  /**
   * Only where it is not the usual one. Left out: `https://api.github.com`, `https://api.NAME.ghe.com`, or `/api/v3` below the address of a GitHub Enterprise Server.
   */
  readonly api?: string;
  /**
   * Its owner and name on the forge.
   */
  readonly project: string;
  /**
   * The branch that is the desired state. Left out: `main`.
   */
  readonly defaultBranch?: string;
  /**
   * The App that the bot is. `runway register` makes one.
   */
  readonly app: {
    /**
     * The number on the App's page.
     */
    readonly id: number;
    readonly privateKey: Secret;
  };
  readonly webhookSecret: Secret;
  /**
   * `github`: requests are spaced as GitHub asks for, so that its secondary rate limits are not met. `none`: they are not, for a GitHub Enterprise Server without rate limits. Left out: `github`.
   */
  readonly pace?: 'github' | 'none';
}
/**
 * Who a program is at Google.
 */
export interface GoogleIdentity {
  /**
   * Workload identity federation: a token that the platform writes to a file stands for an account.
   */
  readonly federation: {
    /**
     * Full name of the provider of the workload identity pool.
     */
    readonly audience: string;
    /**
     * The file that the platform writes, anew before it ends; relative to the settings. It is read whenever it is needed.
     */
    readonly tokenFile: string;
    /**
     * The service account that the program is. The pool's subject must have roles/iam.workloadIdentityUser on it.
     */
    readonly account: string;
  };
}
