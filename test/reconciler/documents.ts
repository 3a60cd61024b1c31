// The three documents of a target, written as people write them and read as Runway reads them.

import { parseFile } from '../../src/documents/parse.ts';
import { pathsOf, targetDocuments } from '../../src/documents/target-documents.ts';
import type { TargetDocuments } from '../../src/documents/target-documents.ts';
import { targetOf } from '../../src/resources/address.ts';

export interface Written {
  readonly environment?: string;
  readonly regions?: readonly string[];
  readonly network?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly version?: string;
  readonly metadata?: object;
  readonly spec?: object;
  readonly overrides?: object;
  readonly soak?: string;
  readonly environments?: readonly string[];
  readonly digest?: string | null;
  /** Pins. */
  readonly secrets?: Readonly<Record<string, number>>;
  /** What an environment with secrets has; left out: it has none. */
  readonly rules?: object;
}

export const digest = `sha256:${'ab'.repeat(32)}`;

/** JSON is YAML, so documents are put together as values. Throws when a document cannot stand. */
export function documentsOf(written: Written = {}): TargetDocuments {
  const environment = written.environment ?? 'production';
  const target = targetOf(environment, 'checkout');
  const values = [workload(written), environmentOf(written, environment), deployment(written)];
  const files = new Map(
    pathsOf(target).map((path, index) => {
      const bytes = Buffer.from(JSON.stringify(values[index], null, 2));
      const file = { path, mode: '100644', blob: String(index), size: bytes.length, bytes };
      const parsed = parseFile(file);
      if (parsed.diagnostics.some(({ severity }) => severity === 'error')) {
        throw new Error(JSON.stringify(parsed.diagnostics));
      }
      return [path, parsed] as const;
    }),
  );
  return targetDocuments((path) => files.get(path) ?? null, target);
}

function workload({ labels, environments }: Written): object {
  return {
    apiVersion: 'runway/v1',
    kind: 'Workload',
    metadata: { name: 'checkout' },
    spec: {
      project: 'acme/checkout',
      owners: ['@alice'],
      environments: environments ?? ['dev', 'staging', 'production'],
      ...(labels === undefined ? {} : { labels }),
    },
  };
}

function environmentOf({ regions, network, soak, rules }: Written, name: string): object {
  return {
    apiVersion: 'runway/v1',
    kind: 'Environment',
    metadata: { name },
    spec: {
      runtime: {
        kind: 'cloud-run',
        project: `acme-runway-${name}`,
        regions: regions ?? ['us-east1', 'europe-west1'],
        ...(network === true ? { network: { network: 'shared', subnetwork: 'run' } } : {}),
      },
      images: `us-docker.pkg.dev/acme-runway-${name}`,
      ...(soak === undefined ? {} : { promotion: { soak } }),
      ...rules,
    },
  };
}

function deployment(written: Written): object {
  const { version, metadata, spec, overrides } = written;
  return {
    apiVersion: 'runway/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout' },
    release: {
      version: version ?? '1.4.2',
      image: 'registry.acme.dev/acme/checkout',
      ...(written.digest === null ? {} : { digest: written.digest ?? digest }),
      commit: 'c'.repeat(40),
      manifest: {
        apiVersion: 'runway/v1',
        kind: 'RunwayService',
        ...(metadata === undefined ? {} : { metadata }),
        spec: spec ?? {},
      },
    },
    ...(overrides === undefined ? {} : { overrides }),
    ...(written.secrets === undefined ? {} : { secrets: written.secrets }),
  };
}
