// What a client of the sandbox must know: `sandbox.json`, and the settings of the bot that works on it.

import { join } from 'node:path';
import { accountTokens } from './account-tokens.ts';
import type { Acme } from './start.ts';
import type { ForgeKind, Kept } from './forge.ts';
import { DEFAULT_BRANCH, environments, imagesOf, PLATFORM, projectOf } from './names.ts';
import { SOURCE_REGISTRY } from './registries.ts';

export interface BotPlace {
  /** The file of its settings, and the folder where it keeps its mirror; both in the sandbox's own. */
  readonly settings: string;
  readonly data: string;
  readonly port: number;
  readonly readToken: Kept;
}

export interface RegistryDescription {
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** The shape of `sandbox.json`. */
export interface SandboxDescription {
  readonly forge: {
    readonly kind: ForgeKind;
    readonly url: string;
    /** Where its REST API begins. */
    readonly api: string;
    readonly project: string;
    readonly defaultBranch: string;
    readonly users: Readonly<Record<string, string>>;
  };
  readonly bot: {
    readonly url: string;
    readonly webhookSecret: string;
    readonly webhookSigningSecret: string;
    readonly settings: string;
  };
  /** All of them, `bot` first; several where they were asked for. */
  readonly bots: readonly { readonly url: string; readonly settings: string }[];
  readonly cloudRun: {
    readonly endpoint: string;
    readonly ca: string;
    readonly token: string;
    readonly front: string;
    readonly projects: Readonly<Record<string, string>>;
  };
  readonly registries: Readonly<Record<string, RegistryDescription>>;
  readonly google: GoogleDescription;
  readonly vault: {
    readonly url: string;
    readonly ca: string;
    readonly rootToken: string;
    /** What people show at `auth/people/login`, by user name. */
    readonly people: Readonly<Record<string, string>>;
  };
  /** Access tokens: see `accountTokens`. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly control: string;
}

/** Where each of Google's APIs answers. */
export interface GoogleDescription {
  readonly ca: string;
  readonly iam: string;
  readonly iamCredentials: string;
  readonly sts: string;
  readonly resourceManager: string;
  /** `localhost:PORT`, gRPC and JSON. */
  readonly secretManager: string;
  readonly artifactRegistry: string;
}

export function describeSandbox(
  acme: Acme,
  at: {
    readonly bots: readonly [BotPlace, ...BotPlace[]];
    readonly dir: string;
    readonly control: string;
  },
): SandboxDescription {
  const { forge, cloudRun, cloudRunToken, authority, google, registries, vault } = acme;
  const password = (user: string): string => forge.tokens[user] ?? '';
  const [first] = at.bots;
  const reach = ({ port, settings }: BotPlace) => ({
    url: `http://127.0.0.1:${port}`,
    settings: join(at.dir, settings),
  });
  return {
    forge: {
      kind: forge.kind,
      url: forge.url,
      api: forge.api,
      project: PLATFORM,
      defaultBranch: DEFAULT_BRANCH,
      users: forge.tokens,
    },
    bot: {
      ...reach(first),
      webhookSecret: forge.webhookSecret.value,
      webhookSigningSecret: forge.webhookSigningSecret.value,
    },
    bots: at.bots.map(reach),
    cloudRun: {
      endpoint: cloudRun.endpoint,
      ca: authority.caFile,
      token: cloudRunToken.value,
      front: cloudRun.front,
      projects: Object.fromEntries(environments.map((name) => [name, projectOf(name)])),
    },
    registries: {
      source: {
        name: SOURCE_REGISTRY,
        url: registries.source.url,
        user: 'alice',
        password: password('alice'),
      },
      ...Object.fromEntries(
        [...registries.byEnvironment].map(([name, { url }]) => [
          name,
          { name: imagesOf(name), url, user: 'olga', password: password('olga') },
        ]),
      ),
    },
    google: {
      ca: authority.caFile,
      iam: google.apis.iam,
      iamCredentials: google.apis.iamCredentials,
      sts: google.apis.sts,
      resourceManager: google.apis.resourceManager,
      secretManager: google.secretManager.endpoint,
      artifactRegistry: google.artifactRegistry.endpoint,
    },
    vault: {
      url: vault.url,
      ca: authority.caFile,
      rootToken: vault.rootToken,
      people: vault.people,
    },
    accounts: accountTokens(google.cloud),
    control: at.control,
  };
}
