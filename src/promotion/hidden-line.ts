// What a description tells programs: one line at its very start that nobody sees.

const END = ' -->';

/** `kind` names whose line it is: `promotion`, `rotation`. */
export function hiddenLine(kind: string, value: object): string {
  const json = JSON.stringify(value)
    .replaceAll('--', '-\\u002d')
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e');
  return `${startOf(kind)}${json}${END}`;
}

/**
 * What was hidden, or null for a text that Runway has not made. Only at the very start: what was quoted further down
 * is somebody's text.
 */
export function hiddenIn(kind: string, description: string): unknown {
  const [line = ''] = description.trimStart().split('\n');
  const start = startOf(kind);
  if (!line.startsWith(start) || !line.trimEnd().endsWith(END)) return null;
  try {
    return JSON.parse(line.trimEnd().slice(start.length, -END.length));
  } catch {
    return null;
  }
}

function startOf(kind: string): string {
  return `<!-- runway:${kind} `;
}
