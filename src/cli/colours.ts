// Colour is for terminals: what is none gets plain text, a CI job too.

import pico from 'picocolors';

/** How to paint what goes to `out`. `NO_COLOR` always wins (no-color.org); `FORCE_COLOR` asks for colour where no terminal is. */
export function coloursFor(
  out: { readonly isTTY?: boolean },
  env: NodeJS.ProcessEnv = process.env,
): ReturnType<typeof pico.createColors> {
  const terminal = out.isTTY === true && env['TERM'] !== 'dumb';
  const forced = !['', '0', undefined].includes(env['FORCE_COLOR']);
  const forbidden = !['', undefined].includes(env['NO_COLOR']);
  return pico.createColors((terminal || forced) && !forbidden);
}
