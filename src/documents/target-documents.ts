// The three files that say what one target is.

import { type Target, splitTarget } from '../resources/address.ts';
import type { Document } from './document.ts';
import type { Deployment, Environment, Workload } from './generated/documents.ts';
import type { Parsed } from './parsed.ts';

/** A document is null when its file is absent, or cannot stand. */
export interface TargetDocuments {
  readonly target: Target;
  readonly workload: Document<Workload> | null;
  readonly environment: Document<Environment> | null;
  readonly deployment: Document<Deployment> | null;
}

/** The parsed file at a path, or null when there is none. */
export type Lookup = (path: string) => Parsed | null;

/** Where a target's workload, environment and deployment live, in this order. */
export function pathsOf(target: Target): readonly [string, string, string] {
  const { environment, workload } = splitTarget(target);
  return [
    `inventory/${workload}.yml`,
    `environments/${environment}/environment.yml`,
    `environments/${environment}/${workload}.yml`,
  ];
}

/** Whether its names are such as everything that runs has; a file may be called anything. */
export function canRun(target: Target): boolean {
  return Object.values(splitTarget(target)).every((name) => NAME.test(name));
}

/** 2 to 24 characters: what stands for a workload or an environment everywhere. */
export const NAME = /^[a-z][a-z0-9-]{0,22}[a-z0-9]$/;

/** Where a target's own file lives: `environments/production/checkout.yml`. */
export function deploymentPath(target: Target): string {
  return pathsOf(target)[2];
}

/** Looks up three files and nothing else, so that the size of the repository does not matter. */
export function targetDocuments(lookup: Lookup, target: Target): TargetDocuments {
  const [workload, environment, deployment] = pathsOf(target).map(lookup);
  return {
    target,
    workload: workload?.kind === 'Workload' ? workload.document : null,
    environment: environment?.kind === 'Environment' ? environment.document : null,
    deployment: deployment?.kind === 'Deployment' ? deployment.document : null,
  };
}
