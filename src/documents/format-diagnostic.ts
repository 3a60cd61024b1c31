// Diagnostics as a terminal shows them.

import type { Diagnostic } from './document.ts';

/** `path:line:column  error  what is wrong`, and below it what to write. Control characters are shown, not sent. */
export function formatDiagnostic({ severity, summary, hint, at }: Diagnostic): string {
  const first = `${at.path}:${at.line}:${at.column}  ${severity}  ${summary}`;
  return visible(hint === '' ? first : `${first}\n    ${hint}`);
}

function visible(text: string): string {
  return text.replace(
    /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
