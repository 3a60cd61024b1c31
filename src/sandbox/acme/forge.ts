// What Acme needs of the forge that it works on, whichever it is.

import type { ProjectSeed, Seeded } from '../forge/model/seed.ts';

export const forgeKinds = ['gitlab', 'github'] as const;
export type ForgeKind = (typeof forgeKinds)[number];

/** How people write them. */
export const forgeNames: Readonly<Record<ForgeKind, string>> = {
  gitlab: 'GitLab',
  github: 'GitHub',
};

export interface Kept {
  readonly file: string;
  readonly value: string;
}

export interface AcmeForge {
  readonly kind: ForgeKind;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Where its REST API begins. */
  readonly api: string;
  /** By user name, of everybody who has one. */
  readonly tokens: Readonly<Record<string, string>>;
  /** What the bot signs in with at Acme's registries. */
  readonly registryPassword: Kept;
  /** What webhooks are known by; the same one twice where the forge has a single secret. */
  readonly webhookSecret: Kept;
  readonly webhookSigningSecret: Kept;
  /** Members of `forge` in the bot's settings beside kind, address, project and branch: one line each. */
  readonly settings: readonly string[];
  /** Safe to repeat: a project that is there is left alone. */
  seedProject(seed: ProjectSeed): Promise<Seeded>;
  /** From now on, what happens is told to the bot at this address, and to no other. */
  hook(bot: string): void;
  stop(): Promise<void>;
}
