// One line that says what is being waited for: rewritten on a terminal, one line for each change elsewhere.

export interface StatusLine {
  readonly say: (words: string) => void;
  readonly clear: () => void;
}

type Out = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;

export function createStatusLine(out: Out): StatusLine {
  let last = '';
  return {
    say(words) {
      if (words === last) return;
      last = words;
      out.write(out.isTTY ? `\r\u001B[2K${words} …` : `${words} …\n`);
    },
    clear() {
      if (out.isTTY && last !== '') out.write('\r\u001B[2K');
      last = '';
    },
  };
}

/** The same for somebody who watches, and silence where nobody does: in CI, in a pipe, in a log. */
export function terminalLine(out: Out): StatusLine {
  return out.isTTY ? createStatusLine(out) : SILENT;
}

export const SILENT: StatusLine = { say: () => undefined, clear: () => undefined };
