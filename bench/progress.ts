// What is going on, on one line of a terminal; silent where nobody watches.

export interface ProgressLine {
  readonly say: (words: string) => void;
  readonly clear: () => void;
}

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  const started = performance.now();
  return {
    say(words) {
      if (!stream.isTTY) return;
      const seconds = Math.round((performance.now() - started) / 1_000);
      const line = `${seconds} s  ${words}`.slice(0, Math.max(20, (stream.columns ?? 80) - 1));
      stream.write(`\r\u001b[K${line}`);
    },
    clear() {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
}
