// Secret Manager's shapes, and ours.

import type { protos } from '@google-cloud/secret-manager';
import type { HeldSecret, HeldVersion } from './api.ts';

export type WireSecret = protos.google.cloud.secretmanager.v1.ISecret;
export type WireVersion = protos.google.cloud.secretmanager.v1.ISecretVersion;

export function secretOf({ name, labels, annotations, etag }: WireSecret): HeldSecret {
  return {
    id: name?.split('/').at(-1) ?? '',
    labels: labels ?? {},
    annotations: annotations ?? {},
    etag: etag ?? '',
  };
}

/** A state that we do not know counts as disabled: nothing may rest on it. */
export function versionOf({ name, state, etag }: WireVersion): HeldVersion {
  return {
    number: Number(name?.split('/').at(-1) ?? 0),
    state: STATES[String(state)] ?? 'disabled',
    etag: etag ?? '',
  };
}

const STATES: Readonly<Record<string, HeldVersion['state']>> = {
  ENABLED: 'enabled',
  DISABLED: 'disabled',
  DESTROYED: 'destroyed',
};
