// What files say about one another. What one file says alone, `parseFile` has already checked.

import type { Target } from '../resources/address.ts';
import { type Catalogue, targetsOf } from './catalogue.ts';
import { checkEnvironment } from './check/environment.ts';
import { checkTarget } from './check/target.ts';
import { checkWorkload } from './check/workload.ts';
import { collisions } from './check/collisions.ts';
import type { Diagnostic } from './document.ts';
import { type Effective, effectiveService } from './effective-service.ts';
import { type TargetDocuments, targetDocuments } from './target-documents.ts';

/** What somebody else has to say about the documents of a target, and what they give together. */
export type Also = (documents: TargetDocuments, effective: Effective) => readonly Diagnostic[];

/** Everything, for a catalogue that holds the whole repository; sorted by place. */
export function checkRepository(catalogue: Catalogue, also: Also = NOTHING): readonly Diagnostic[] {
  const paths = [...catalogue.values()].map(({ path }) => path);
  return [
    ...collisions(paths),
    ...checkPaths(catalogue, paths),
    ...checkTargets(catalogue, targetsOf(catalogue), also),
  ].toSorted(byPlace);
}

/** What concerns these targets. Three files of each are enough; more make better suggestions. */
export function checkTargets(
  catalogue: Catalogue,
  targets: readonly Target[],
  also: Also = NOTHING,
): readonly Diagnostic[] {
  return targets.flatMap((target) => {
    const documents = targetDocuments(catalogue.get, target);
    const effective = effectiveService(documents);
    return [...checkTarget(catalogue, documents, effective), ...also(documents, effective)];
  });
}

const NOTHING: Also = () => [];

/**
 * What these inventory and environment files say about the rest, such as an environment chain with a
 * loop. Needs a catalogue of the whole repository.
 */
export function checkPaths(catalogue: Catalogue, paths: readonly string[]): readonly Diagnostic[] {
  return paths.flatMap((path) => {
    const file = catalogue.get(path);
    if (file === null || file.document === null) return [];
    if (file.kind === 'Workload') return checkWorkload(catalogue, file.document);
    return file.kind === 'Environment' ? checkEnvironment(catalogue, file.document) : [];
  });
}

export function byPlace({ at: a }: Diagnostic, { at: b }: Diagnostic): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
