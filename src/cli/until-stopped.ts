// Waits for the operating system to say that it is time to go.

/** Resolves with the first of SIGTERM and SIGINT. A second one ends the process at once. */
export function untilStopped(): Promise<'SIGTERM' | 'SIGINT'> {
  return new Promise((resolve) => {
    const signals = ['SIGTERM', 'SIGINT'] as const;
    for (const signal of signals) {
      process.once(signal, () => {
        for (const other of signals) process.once(other, () => process.exit(130));
        resolve(signal);
      });
    }
  });
}
