// A file of the GitOps repository after reading: its document, or what is wrong with it.

import type { Diagnostic, Document } from './document.ts';
import type { Documents } from './generated/documents.ts';

/** The kinds that the GitOps repository holds; which one a file is, its path decides. */
export type FileKind = 'Workload' | 'Environment' | 'Deployment';

export type Parsed =
  | {
      [K in FileKind]: {
        readonly path: string;
        readonly blob: string;
        readonly kind: K;
        /** Null when the file cannot stand; `diagnostics` then holds an error. */
        readonly document: Document<Documents[K]> | null;
        readonly diagnostics: readonly Diagnostic[];
      };
    }[FileKind]
  | {
      readonly path: string;
      readonly blob: string;
      /** A file that Runway does not read, such as README.md. */
      readonly kind: 'ignored';
      readonly document: null;
      readonly diagnostics: readonly Diagnostic[];
    };
