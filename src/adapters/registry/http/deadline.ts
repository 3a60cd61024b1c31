// Ends a request when nothing has moved for too long.

export interface Deadline {
  readonly signal: AbortSignal;
  /** Something moved: the time starts anew. */
  moved(): void;
  /** True when it was this deadline that ended the request, and not the caller. */
  passed(): boolean;
  done(): void;
}

export function startDeadline(idleMs: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, idleMs);
  const forward = (): void => controller.abort(outer.reason);
  if (outer.aborted) forward();
  outer.addEventListener('abort', forward, { once: true });
  return {
    signal: controller.signal,
    moved: () => void timer.refresh(),
    passed: () => late,
    done() {
      clearTimeout(timer);
      outer.removeEventListener('abort', forward);
    },
  };
}
