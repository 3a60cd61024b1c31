// A program that acts on a forge by itself, on forges that have such: GitHub's Apps.

export type Access = 'read' | 'write';

/** By the name of what it may do: `contents` to `write`. */
export type Permissions = Readonly<Record<string, Access>>;

export interface Installation {
  readonly id: number;
  /** Whose projects it covers: `acme`. */
  readonly account: string;
  readonly createdAt: string;
  suspendedAt: string | null;
}

export interface InstallationToken {
  readonly token: string;
  readonly installation: number;
  readonly expiresAt: string;
  readonly permissions: Permissions;
  /** Ids of projects; null: all that the installation covers. */
  readonly projects: readonly number[] | null;
}

export interface App {
  readonly id: number;
  readonly clientId: string;
  readonly slug: string;
  readonly name: string;
  readonly owner: string;
  readonly createdAt: string;
  /** The user that writes for it. */
  readonly userId: number;
  /** PEM. */
  privateKey: string;
  permissions: Permissions;
  events: readonly string[];
  /** Where webhooks go; null while nobody listens. */
  hook: { readonly id: number; url: string; secret: string } | null;
  installations: Installation[];
  tokens: InstallationToken[];
}

/** One that somebody has made beside the forge's own. It is installed nowhere. */
export interface RegisteredApp extends App {
  readonly clientSecret: string;
  readonly webhookSecret: string;
  readonly description: string;
  /** Where people read about it. */
  readonly url: string;
  /** For which its secrets are handed out; null once they were. */
  code: { readonly text: string; readonly until: string } | null;
}
