// The file of a target that has none yet.

import { stringify } from 'yaml';
import type { Release } from './generated/documents.ts';

/** A complete deployment without overrides, fields in their usual order. */
export function newDeployment(target: {
  readonly name: string;
  readonly release: Release;
}): string {
  const { version, image, digest, commit, manifest } = target.release;
  const document = {
    apiVersion: 'runway/v1',
    kind: 'Deployment',
    metadata: { name: target.name },
    release: { version, image, digest, commit, manifest },
  };
  return stringify(document, { lineWidth: 0 });
}
