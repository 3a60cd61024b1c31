// Tells the demo's story in a terminal.

import { coloursFor } from '../colours.ts';
import type { Teller } from './stage.ts';

export function createTeller(out: NodeJS.WriteStream): Teller {
  const colors = coloursFor(out);
  let scene = 0;
  let open = false;
  let shown = '';
  const line = (text: string): void => {
    if (open) out.write('\r\u001B[2K');
    open = false;
    out.write(`${text}\n`);
  };
  return {
    scene(title) {
      scene += 1;
      line(`\n${colors.bold(`${scene}. ${title}`)}`);
    },
    say: (text) => line(`   ${text}`),
    proof: (text) => line(`   ${colors.green('✓')} ${text}`),
    quote(markdown) {
      for (const text of markdown.split('\n')) line(`   ${colors.dim('│')} ${text}`.trimEnd());
    },
    progress(text) {
      if (text === shown) return;
      shown = text;
      const width = out.isTTY ? out.columns : WIDTH;
      const words = `   ${colors.dim(shortened(`… ${text}`, width - 4))}`;
      out.write(out.isTTY ? `\r\u001B[2K${words}` : `${words}\n`);
      open = out.isTTY;
    },
  };
}

/** Of a line of progress where there is no terminal. */
const WIDTH = 160;

/** A line that is written over must not break; it ends with a whole word. */
function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  return `${text.slice(0, width - 1).replace(/\s+\S*$/, '')} …`;
}
