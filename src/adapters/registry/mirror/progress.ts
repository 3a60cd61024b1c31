// How far a copy is, told now and then.

import type { Digest } from '../../../resources/kinds.ts';
import type { Descriptor } from '../content/manifest.ts';

export interface MirrorProgress {
  readonly target: string;
  readonly digest: Digest;
  /** Of the image copied now; an index has several, one after the other. */
  readonly blobs: number;
  readonly blobsDone: number;
  readonly bytes: number;
  readonly bytesDone: number;
}

interface Reported {
  readonly target: string;
  readonly digest: Digest;
  readonly onProgress?: (progress: MirrorProgress) => void;
}

const PROGRESS_STEP = 1024 * 1024;

interface ProgressReport {
  begin(
    this: void,
    descriptor: Descriptor,
  ): {
    readonly moved: (bytes: number) => void;
    readonly done: () => void;
  };
}

export function reportProgress(request: Reported, blobs: readonly Descriptor[]): ProgressReport {
  const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
  const { target, digest, onProgress = () => undefined } = request;
  let blobsDone = 0;
  let bytesDone = 0;
  let reported = 0;
  const tell = (): void => {
    reported = bytesDone;
    onProgress({ target, digest, blobs: blobs.length, blobsDone, bytes, bytesDone });
  };
  return {
    begin({ size }) {
      let own = 0;
      return {
        moved(more) {
          // A blob that starts over does not count twice.
          const counted = Math.min(more, size - own);
          own += counted;
          bytesDone += counted;
          if (bytesDone - reported >= PROGRESS_STEP) tell();
        },
        done() {
          bytesDone += size - own;
          blobsDone += 1;
          tell();
        },
      };
    },
  };
}
