// Tells the demo's story in a terminal.

import colors from 'picocolors';
import type { Teller } from './stage.ts';

export function createTeller(out: NodeJS.WriteStream): Teller {
  let scene = 0;
  let open = false;
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
      if (!out.isTTY) return;
      out.write(`\r\u001B[2K   ${colors.dim(`… ${text}`)}`);
      open = true;
    },
  };
}
