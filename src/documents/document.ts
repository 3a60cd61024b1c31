// What a person wrote, after validation, and what to tell them when it cannot stand.

/** 1-based. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Something to tell the author. A value: gathered, never thrown. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** What is wrong, in one sentence. */
  readonly summary: string;
  /** What to write instead. */
  readonly hint: string;
  readonly at: Place;
}

/** A file as Git holds it. */
export interface File {
  readonly path: string;
  /** Git's mode: `100644`, `120000` for a symlink, `160000` for a submodule. */
  readonly mode: string;
  readonly blob: string;
  readonly size: number;
  readonly bytes: Uint8Array;
}

export interface Document<T> {
  readonly path: string;
  readonly blob: string;
  readonly value: T;
  readonly text: string;
  /** From a JSON pointer to the place in the file; the nearest existing parent when it is not there. */
  readonly locate: (pointer: string) => Place;
}
