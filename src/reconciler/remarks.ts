// How rules about a manifest say what they found, and where it was written.

import type { Diagnostic, Document, Place } from '../documents/document.ts';
import type { Origin } from '../documents/effective-service.ts';
import type { Deployment, Environment } from '../documents/generated/documents.ts';
import type { EffectiveService } from '../documents/service-form.ts';

export interface Subject {
  readonly service: EffectiveService;
  readonly environment: Environment;
  readonly deployment: Document<Deployment>;
  readonly origins: () => ReadonlyMap<string, Origin>;
}

export interface Finding {
  /** Dotted, below the manifest's `spec`. */
  readonly path: string;
  readonly summary: string;
  readonly hint: string;
}

export function remark(
  severity: Diagnostic['severity'],
  subject: Subject,
  { path, summary, hint }: Finding,
): Diagnostic {
  return { severity, summary, hint, at: placeOf(subject, `/${path.replaceAll('.', '/')}`) };
}

/** Where somebody wrote the value, or the first part of a group, or the group around it. */
function placeOf({ deployment, ...subject }: Subject, pointer: string): Place {
  const origins = subject.origins();
  const exact = origins.get(pointer);
  const inner = [...origins].find(([known]) => known.startsWith(`${pointer}/`))?.[1];
  return (exact ?? inner)?.place ?? deployment.locate(`/release/manifest/spec${pointer}`);
}
