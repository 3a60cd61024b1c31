// Small files of a GitOps repository, as tests write them.

import { createHash } from 'node:crypto';
import { type Catalogue, catalogueOf } from '../../src/documents/catalogue.ts';
import type { Diagnostic, File } from '../../src/documents/document.ts';
import { formatDiagnostic } from '../../src/documents/format-diagnostic.ts';
import { parseFile } from '../../src/documents/parse.ts';
import type { Parsed } from '../../src/documents/parsed.ts';

export function file(path: string, text: string | Uint8Array, mode = '100644'): File {
  const bytes = Buffer.from(text);
  const blob = createHash('sha1').update(bytes).digest('hex');
  return { path, mode, blob, size: bytes.length, bytes };
}

export function parsed(path: string, text: string): Parsed {
  return parseFile(file(path, text));
}

export function repository(files: Readonly<Record<string, string>>): Catalogue {
  return catalogueOf(Object.entries(files).map(([path, text]) => parsed(path, text)));
}

/** As a person reads them in a terminal. */
export function told(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(formatDiagnostic);
}

export const DIGEST = `sha256:${'ab'.repeat(32)}`;
export const COMMIT = 'c0ffee00'.repeat(5);

export function workload(name: string, spec = ''): string {
  return `apiVersion: runway/v1
kind: Workload
metadata: { name: ${name} }
spec:
  project: acme/${name}
  owners: ['@alice']
  environments: [dev, staging, production]
${spec}`;
}

export function environment(name: string, spec = ''): string {
  return `apiVersion: runway/v1
kind: Environment
metadata: { name: ${name} }
spec:
  runtime: { kind: cloud-run, project: acme-runway-${name}, regions: [us-east1, europe-west1] }
  images: us-docker.pkg.dev/acme-runway-${name}
${spec}`;
}

/** `spec` is the manifest's, indented as a value of its own. */
export function deployment(name: string, { spec = '{}', overrides = '' } = {}): string {
  return `apiVersion: runway/v1
kind: Deployment
metadata: { name: ${name} }
release:
  version: 1.4.2
  image: registry.acme.dev/acme/${name}
  digest: ${DIGEST}
  commit: ${COMMIT}
  manifest: { apiVersion: runway/v1, kind: RunwayService, spec: ${spec} }
${overrides}`;
}
