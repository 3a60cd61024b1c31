// What Secret Manager remembers: secrets with their versions, and what the versions hold.

import type { protos } from '@google-cloud/secret-manager';

export type Secret = protos.google.cloud.secretmanager.v1.ISecret;
export type SecretVersion = protos.google.cloud.secretmanager.v1.ISecretVersion;
export type Timestamp = protos.google.protobuf.ITimestamp;

export interface SecretState {
  /** With the project's number: `projects/123456789012/secrets/key`. */
  readonly name: string;
  /** As clients see it. */
  readonly secret: Secret;
  /** Oldest first; the first one is number 1, and none ever goes. */
  readonly versions: readonly VersionState[];
}

export interface VersionState {
  readonly version: SecretVersion;
  /** Base 64; null once destroyed. */
  readonly data: string | null;
  readonly crc32c: string;
}

/** As it is at a time: what was to be destroyed by then is; null when it has expired. */
export function settled(state: SecretState, nowMs: number): SecretState | null {
  if (isPast(state.secret.expireTime, nowMs)) return null;
  const due = state.versions.some(({ version }) => isPast(version.scheduledDestroyTime, nowMs));
  if (!due) return state;
  const versions = state.versions.map((each) =>
    isPast(each.version.scheduledDestroyTime, nowMs) ? destroyed(each, null) : each,
  );
  return { ...state, versions };
}

/** Left out, the time is the one that it was scheduled for. */
export function destroyed(of: VersionState, at: Timestamp | null): VersionState {
  const { scheduledDestroyTime, ...rest } = of.version;
  const destroyTime = at ?? scheduledDestroyTime ?? null;
  return { ...of, data: null, version: { ...rest, state: 'DESTROYED', destroyTime } };
}

function isPast(time: Timestamp | null | undefined, nowMs: number): boolean {
  return time !== null && time !== undefined && millisOf(time) <= nowMs;
}

export function millisOf({ nanos, seconds }: Timestamp): number {
  return Number(seconds ?? 0) * 1000 + Math.floor((nanos ?? 0) / 1_000_000);
}
