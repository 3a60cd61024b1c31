// What a secret may carry beside its versions.

import { invalid } from '../google/refusal.ts';
import type { Secret } from './state.ts';

const LABEL_KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;
const ANNOTATION_KEY = /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,61}[a-zA-Z0-9])?$/;
const ALIAS = /^[a-zA-Z][a-zA-Z0-9_-]{0,62}$/;
const MOST_LABELS = 64;
const MOST_ALIASES = 50;
const ANNOTATION_BYTES = 16 * 1024;
const DAY = 24 * 60 * 60;

/**
 * Limits as in the comments of google/cloud/secretmanager/v1/resources.proto. `made`: how many versions there are.
 * Throws INVALID_ARGUMENT.
 */
export function checkSecret(secret: Secret, made: number): void {
  checkLabels(secret.labels ?? {});
  checkAnnotations(secret.annotations ?? {});
  checkAliases(secret.versionAliases ?? {}, made);
  const ttl = secret.versionDestroyTtl?.seconds;
  if (ttl !== undefined && ttl !== null && !(Number(ttl) >= DAY && Number(ttl) <= 1000 * DAY)) {
    throw invalid('secret.version_destroy_ttl must be between 24 hours and 1000 days.');
  }
}

/** Things that the sandbox has not got must not look as if they worked. */
export function checkKnown(secret: Secret): void {
  const keys = [
    secret.customerManagedEncryption,
    secret.replication?.automatic?.customerManagedEncryption,
    ...(secret.replication?.userManaged?.replicas ?? []).map((at) => at.customerManagedEncryption),
  ];
  const strange = [
    ...(keys.some((key) => key) ? ['customer_managed_encryption'] : []),
    ...(secret.rotation ? ['rotation'] : []),
    ...((secret.topics?.length ?? 0) > 0 ? ['topics'] : []),
    ...(Object.keys(secret.tags ?? {}).length > 0 ? ['tags'] : []),
    ...(secret.secretType && secret.secretType !== 'SECRET_TYPE_UNSPECIFIED'
      ? ['secret_type']
      : []),
  ];
  if (strange.length > 0) throw invalid(`The sandbox does not know secret.${strange[0]}.`);
}

function checkLabels(labels: Readonly<Record<string, string>>): void {
  const entries = Object.entries(labels);
  if (entries.length > MOST_LABELS) {
    throw invalid(`No more than ${MOST_LABELS} labels can be assigned to a secret.`);
  }
  for (const [key, value] of entries) {
    if (!LABEL_KEY.test(key) || Buffer.byteLength(key) > 128) {
      throw invalid(`Label key [${key}] does not match the expected format.`);
    }
    if (!LABEL_VALUE.test(value) || Buffer.byteLength(value) > 128) {
      throw invalid(`Label value [${value}] does not match the expected format.`);
    }
  }
}

function checkAnnotations(annotations: Readonly<Record<string, string>>): void {
  const entries = Object.entries(annotations);
  const wrong = entries.find(([key]) => !ANNOTATION_KEY.test(key));
  if (wrong !== undefined) {
    throw invalid(`Annotation key [${wrong[0]}] does not match the expected format.`);
  }
  const bytes = Buffer.byteLength(entries.flat().join(''));
  if (bytes < ANNOTATION_BYTES) return;
  throw invalid(
    `The total size of annotation keys and values must be less than ${ANNOTATION_BYTES} bytes, but is ${bytes}.`,
  );
}

function checkAliases(aliases: NonNullable<Secret['versionAliases']>, made: number): void {
  const entries = Object.entries(aliases);
  if (entries.length > MOST_ALIASES) {
    throw invalid(`No more than ${MOST_ALIASES} aliases can be assigned to a secret.`);
  }
  for (const [alias, version] of entries) {
    if (!ALIAS.test(alias) || alias === 'latest' || alias === 'NEW') {
      throw invalid(`Version alias [${alias}] does not match the expected format.`);
    }
    if (!(Number(version) >= 1 && Number(version) <= made)) {
      throw invalid(
        `Version alias [${alias}] refers to version [${String(version)}], which does not exist.`,
      );
    }
  }
}
