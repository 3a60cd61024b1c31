// What really runs in one environment: the manifest with the environment's overrides laid over it.

import { cloudRunProblems } from './check/cloud-run-limits.ts';
import type { Diagnostic, Document, Place } from './document.ts';
import { explainSchemaErrors } from './schema/explain-error.ts';
import type { Deployment, ServiceSpec } from './generated/documents.ts';
import { mergePatch } from './merge-patch.ts';
import { isObject } from './plain-object.ts';
import { keysOf, pointerTo, type Positions } from './yaml/positions.ts';
import { regionProblems } from './check/regions.ts';
import { schemaErrors } from './schema/schema.ts';
import { type EffectiveService, inOneForm } from './service-form.ts';
import type { TargetDocuments } from './target-documents.ts';

export interface Origin {
  readonly from: 'manifest' | 'override';
  readonly place: Place;
}

export interface Effective {
  /** Null when there is no complete release to take it from. */
  readonly service: EffectiveService | null;
  /** Found out when it is asked for. From a pointer below the manifest's `spec`, such as `/scalability/min_instances`, to who said so; values only. */
  readonly origins: () => ReadonlyMap<string, Origin>;
  readonly diagnostics: readonly Diagnostic[];
}

const BASE = { manifest: '/release/manifest/spec', override: '/overrides' } as const;

export function effectiveService({ deployment, environment }: TargetDocuments): Effective {
  const manifest = deployment?.value.release.manifest;
  if (deployment === null || manifest === undefined) {
    return { service: null, origins: () => new Map(), diagnostics: [] };
  }
  const { overrides } = deployment.value;
  const merged = mergePatch(manifest.spec, overrides ?? {}) as ServiceSpec;
  let known: ReadonlyMap<string, Origin> | null = null;
  const origins = (): ReadonlyMap<string, Origin> => (known ??= originsOf(deployment, merged));
  const positions = positionsFor(deployment, origins);
  const whole = { apiVersion: 'runway/v1', kind: 'RunwayService', spec: merged };
  const refused = explainSchemaErrors(schemaErrors('RunwayService', whole), {
    kind: 'RunwayService',
    positions,
  });
  if (refused.length > 0) return { service: null, origins, diagnostics: refused };
  const service = inOneForm(merged);
  const place = (pointer: string): Place => positions.place(`/spec${pointer}`);
  return {
    service,
    origins,
    diagnostics: [
      ...regionProblems(service, environment, place),
      ...cloudRunProblems(service, place),
    ],
  };
}

function originsOf(
  deployment: Document<Deployment>,
  merged: ServiceSpec,
): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const pointer of leaves(merged, '')) {
    const from = written(deployment.value.overrides, pointer) ? 'override' : 'manifest';
    origins.set(pointer, {
      from,
      // Finding a place means reading the text again; hardly anybody asks.
      get place() {
        return deployment.locate(`${BASE[from]}${pointer}`);
      },
    });
  }
  return origins;
}

/** Values, lists and empty groups: what somebody wrote as one thing. */
function* leaves(value: unknown, pointer: string): Generator<string> {
  if (!isObject(value) || Object.keys(value).length === 0) {
    if (pointer !== '') yield pointer;
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* leaves(inner, pointerTo(pointer, key));
}

function written(overrides: unknown, pointer: string): boolean {
  let value = overrides;
  for (const key of keysOf(pointer)) {
    if (!isObject(value)) return false;
    value = value[key];
  }
  return value !== undefined;
}

/** Places of the merged service: where the nearest thing that somebody wrote is. */
function positionsFor(
  deployment: Document<Deployment>,
  originsNow: () => ReadonlyMap<string, Origin>,
): Positions {
  const place = (pointer: string): Place => {
    const origins = originsNow();
    const whole = pointer.slice('/spec'.length);
    for (let path = whole; path !== ''; path = parentOf(path)) {
      const origin = origins.get(path);
      if (origin !== undefined) return deployment.locate(`${BASE[origin.from]}${whole}`);
      const inner = [...origins].find(([known]) => known.startsWith(`${path}/`));
      if (inner !== undefined) return inner[1].place;
    }
    return deployment.locate(BASE.manifest);
  };
  return { place, namePlace: place, spelling: () => null };
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}
