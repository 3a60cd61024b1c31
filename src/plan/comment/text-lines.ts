// How a text of several lines differs, line by line.

/** More lines are counted. */
const MOST_LINES = 60;

/** Lines that go have `- ` before them, lines that come `+ `. What is alike at both ends is left out. */
export function textLines(before: string, after: string): string[] {
  const old = linesOf(before);
  const wanted = linesOf(after);
  const start = alike(old, wanted);
  const end = alike(old.slice(start).reverse(), wanted.slice(start).reverse());
  const lines = [
    ...old.slice(start, old.length - end).map((line) => `-   ${line}`),
    ...wanted.slice(start, wanted.length - end).map((line) => `+   ${line}`),
  ];
  const left = lines.length - MOST_LINES;
  return left <= 0 ? lines : [...lines.slice(0, MOST_LINES), `    … and ${left} more`];
}

/** Whatever a reader may take for the end of a line is one, so that nothing stands on a line without its sign. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.trimEnd().split(/\r\n|[\r\n\u2028\u2029\u0085]/);
}

/** How many lines at the beginning are the same. */
function alike(old: readonly string[], wanted: readonly string[]): number {
  const different = old.findIndex((line, index) => line !== wanted[index]);
  return different === -1 ? Math.min(old.length, wanted.length) : different;
}
