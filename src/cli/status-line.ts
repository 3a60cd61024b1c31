// One line that says what is being waited for: rewritten on a terminal, one line for each change elsewhere.

export interface StatusLine {
  readonly say: (words: string) => void;
  readonly clear: () => void;
}

export function createStatusLine(out: NodeJS.WriteStream): StatusLine {
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
