// What a target's documents ask for and cannot have, or have without effect, though each of them can stand.

import type { Diagnostic, Document } from '../documents/document.ts';
import type { Effective } from '../documents/effective-service.ts';
import type { Workload } from '../documents/generated/documents.ts';
import { scopeOf } from '../documents/scope.ts';
import type { TargetDocuments } from '../documents/target-documents.ts';
import type { Scope } from '../resources/scope.ts';
import { errorsAbout } from './errors.ts';
import { labelErrors } from './labels.ts';
import type { Subject } from './remarks.ts';
import { secretErrors, secretWarnings } from './secret-errors.ts';
import { warningsAbout } from './warnings.ts';

export interface Mistakes {
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

export function mistakesIn(subject: Subject, scope: Scope, workload: Document<Workload>): Mistakes {
  return {
    errors: [...labelErrors(workload), ...errorsAbout(subject), ...secretErrors(subject, scope)],
    warnings: [...warningsAbout(subject), ...secretWarnings(subject)],
  };
}

/** The same without making anything of them; none of what is not complete, since the bot completes that. */
export function mistakesOf(documents: TargetDocuments, effective: Effective): Mistakes {
  const { workload, environment, deployment, target } = documents;
  const { service, origins } = effective;
  if (workload === null || environment === null || deployment === null || service === null) {
    return { errors: [], warnings: [] };
  }
  const subject = { service, environment: environment.value, deployment, origins };
  return mistakesIn(subject, scopeOf(environment.value, target), workload);
}
