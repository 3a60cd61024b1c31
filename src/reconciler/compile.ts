// From the three documents of a target to everything that should exist for it.

import type { Diagnostic, Document } from '../documents/document.ts';
import { type Effective, effectiveService } from '../documents/effective-service.ts';
import type { Deployment } from '../documents/generated/documents.ts';
import { usedPins } from '../documents/pins.ts';
import type { TargetDocuments } from '../documents/target-documents.ts';
import { splitTarget } from '../resources/address.ts';
import type { Target } from '../resources/address.ts';
import type { Resource } from '../resources/resource.ts';
import type { Scope } from '../resources/scope.ts';
import { mistakesIn } from './mistakes.ts';
import { type Release, releaseOf } from './release.ts';
import { resourcesOf } from './resources.ts';
import type { Parts } from './resources.ts';
import { scopeOf } from '../documents/scope.ts';
import { unpinned } from './secret-errors.ts';
import { runtimeAccount, secretsOf } from './secrets.ts';

export interface Compiled {
  readonly target: Target;
  /** Null when there is no environment to look in. */
  readonly scope: Scope | null;
  /** What is digested as intent: the wish before defaults, without commits, times and live state. */
  readonly asks: unknown;
  /** Empty when there are errors. */
  readonly resources: readonly Resource[];
  readonly warnings: readonly Diagnostic[];
  readonly errors: readonly Diagnostic[];
  readonly strategy: 'expedited';
  /** When there are errors, whatever is known of it; an unknown digest is `sha256:` alone. */
  readonly release: Release;
  readonly owners: readonly string[];
}

/**
 * Pure. Fills in every default, so that nothing left unsaid can look like a difference. Whoever has the effective
 * service of the documents already hands it over.
 */
export function compile(
  documents: TargetDocuments,
  effective: Effective = effectiveService(documents),
): Compiled {
  const { target, workload, environment, deployment } = documents;
  const base = {
    target,
    scope: environment === null ? null : scopeOf(environment.value, target),
    strategy: 'expedited',
    release: releaseOf(deployment?.value ?? null),
    owners: workload?.value.spec.owners ?? [],
  } as const;
  const { service, origins, diagnostics } = effective;
  const errors = [...missing(documents), ...diagnostics];
  if (workload === null || environment === null || deployment === null || service === null) {
    return { ...base, asks: null, resources: [], warnings: [], errors };
  }
  const metadata = deployment.value.release.manifest?.metadata ?? {};
  const about = { environment: environment.value, workload: workload.value };
  const scope = scopeOf(environment.value, target);
  const pins = usedPins(service, deployment.value);
  const parts = { target, scope, ...about, service, pins, metadata, release: base.release };
  const subject = { service, environment: environment.value, deployment, origins };
  const { warnings, ...mistakes } = mistakesIn(subject, scope, workload);
  const refused = [...errors, ...mistakes.errors, ...unpinned(subject)];
  return {
    ...base,
    asks: asksOf(parts),
    resources: refused.length > 0 ? [] : resourcesOf(parts),
    warnings,
    errors: refused,
  };
}

function missing({ target, workload, environment, deployment }: TargetDocuments): Diagnostic[] {
  const { environment: stage, workload: name } = splitTarget(target);
  const found: Diagnostic[] = [];
  const file = `environments/${stage}/${name}.yml`;
  if (workload === null) found.push(noFile(`inventory/${name}.yml`, target));
  if (environment === null) found.push(noFile(`environments/${stage}/environment.yml`, target));
  if (deployment === null) found.push(noFile(file, target));
  else found.push(...incomplete(deployment));
  return found;
}

function noFile(path: string, target: Target): Diagnostic {
  return {
    severity: 'error',
    summary: `${target} cannot be deployed without ${path}.`,
    hint: 'Add the file, or correct what is wrong with it.',
    at: { path, line: 1, column: 1 },
  };
}

function incomplete({ value, locate }: Document<Deployment>): Diagnostic[] {
  return (['digest', 'manifest'] as const)
    .filter((member) => value.release[member] === undefined)
    .map((member) => ({
      severity: 'error',
      summary: `The release ${value.release.version} has no ${member} yet.`,
      hint: 'Propose the change on the forge: the bot completes the release there.',
      at: locate('/release'),
    }));
}

/** Only what the result depends on: another network matters to those that are connected to it. */
function asksOf(parts: Parts): unknown {
  const { environment, workload, service, metadata, release, pins, scope } = parts;
  const account = runtimeAccount(scope, parts.target);
  const secrets = secretsOf(scope, parts.target, pins).map(
    ({ spec }) => [spec.source, spec.version] as const,
  );
  const { kind, project, regions, network } = environment.spec.runtime;
  return {
    release: { version: release.version, image: release.image, digest: release.digest },
    metadata,
    service,
    labels: workload.spec.labels ?? {},
    runtime: { kind, project },
    regions: service.regions ?? regions.slice(0, 1),
    network: service.vpc_access?.enabled === true ? (network ?? null) : null,
    images: environment.spec.images,
    // What is not asked for is left out, so that an intent stays the same when new things can be asked for.
    ...(account === null ? {} : { account }),
    ...(secrets.length === 0 ? {} : { secrets: Object.fromEntries(secrets) }),
  };
}
