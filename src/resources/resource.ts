// A resource as it should be, and as somebody saw it.

import type { Address, Target } from './address.ts';
import type { Kind, Kinds, SecretReference, TemplateHash } from './kinds.ts';

/** A union over kinds: narrowing on `kind` narrows `spec`. */
export type Resource<K extends Kind = Kind> = {
  [P in K]: {
    readonly kind: P;
    readonly address: Address;
    readonly target: Target;
    /** Null for kinds that an environment has once. */
    readonly region: string | null;
    readonly spec: Kinds[P];
  };
}[K];

/** The same words, plus what only the world can tell. */
export type Observed<K extends Kind = Kind> = {
  [P in K]: Resource<P> & {
    /** False when it does not carry our labels: it is then never touched. */
    readonly owned: boolean;
    readonly health: Health;
    readonly facts: Facts[P];
  };
}[K];

export type Health =
  | { readonly status: 'healthy' }
  /** `message` is in the runtime's own words. */
  | { readonly status: 'progressing' | 'degraded'; readonly message: string };

export interface Facts {
  readonly ServiceAccount: ServiceAccountFacts;
  readonly Trust: TrustFacts;
  readonly VaultPolicy: NoFacts;
  readonly VaultRole: NoFacts;
  readonly ImageRepository: NoFacts;
  readonly ParkedService: ParkedServiceFacts;
  readonly Secret: SecretFacts;
  readonly Image: ImageFacts;
  readonly Service: ServiceFacts;
  readonly Traffic: TrafficFacts;
  readonly Endpoint: EndpointFacts;
}

export type NoFacts = Readonly<Record<string, never>>;

export interface ServiceAccountFacts {
  /** Google's number of it, which no later account of the same name has. */
  readonly uniqueId: string;
}

export interface TrustFacts {
  /** Members beside those wanted that may impersonate the deploy account: somebody else granted it. */
  readonly strangers: readonly string[];
}

export interface ParkedServiceFacts {
  /** Something was deployed to it, so that it is not the provisioner's to remove. */
  readonly inUse: boolean;
}

export interface SecretFacts {
  /** Oldest first. */
  readonly copies: readonly SecretCopy[];
  /** How Vault has the wanted version; `unknown` where Vault could not be asked, or nothing is wanted. */
  readonly source: 'live' | 'deleted' | 'destroyed' | 'absent' | 'unknown';
}

/** One version in Secret Manager, and what it is a copy of. */
export interface SecretCopy {
  /** Secret Manager's number. */
  readonly number: string;
  /** Vault's number. */
  readonly version: number;
  /** When that version was written in Vault, ISO 8601. */
  readonly createdAt: string;
  readonly state: 'enabled' | 'disabled' | 'destroyed';
  /** False: Vault has another secret under that number now, which was deleted whole and made anew. */
  readonly current: boolean;
  /** ISO 8601: when Runway disabled it, since nothing needed it; null for one that it did not. */
  readonly disabledAt: string | null;
}

export interface ImageFacts {
  /** `linux/amd64`, …; empty when it was not looked at. */
  readonly platforms: readonly string[];
}

export interface ServiceFacts {
  readonly marks: Marks;
  readonly revisions: readonly Revision[];
  /** False: of its revisions only those that serve were looked at. */
  readonly closely: boolean;
}

export interface TrafficFacts {
  /** What is really served, by revision name; tags that are not ours have 0 percent. */
  readonly routes: readonly Route[];
  /** True once what is served is what was last asked for. */
  readonly settled: boolean;
}

export interface Route {
  readonly revision: string;
  readonly percent: number;
  readonly tag: string | null;
}

export interface EndpointFacts {
  /** The host name that callers use; null before the runtime has given one. */
  readonly host: string | null;
}

/** One immutable deployment of a template. */
export interface Revision {
  readonly name: string;
  readonly template: TemplateHash;
  readonly version: string | null;
  readonly image: string;
  /** Copies of secrets that its containers are given. */
  readonly secrets: readonly SecretReference[];
  /** ISO 8601. */
  readonly createdAt: string;
  readonly state: 'starting' | 'ready' | 'failed';
  /** The runtime's own words about the state; empty when it has none. */
  readonly message: string;
}

/** What Runway writes on an object about its own doings; null is absent. Never part of a template. */
export interface Marks {
  /** The intent whose last change was written, and the GitOps commit that it came from. */
  readonly intent: string | null;
  readonly commit: string | null;
  readonly mergeRequest: number | null;
  readonly hold: Hold | null;
  /** ISO 8601: when the target's file was found removed. */
  readonly parkedAt: string | null;
}

/** A target that is left alone. With an intent: only while that is still what Git asks for. */
export interface Hold {
  readonly intent: string | null;
  readonly reason: string;
}
