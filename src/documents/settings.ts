// The bot's settings, read with the same care as the documents.

import type { Diagnostic } from './document.ts';
import type { Settings } from './generated/documents.ts';
import { readDocument } from './read-document.ts';

/** Null when the text cannot stand; the diagnostics then say why, line by line. */
export function parseSettings(
  text: string,
  path: string,
): { readonly settings: Settings | null; readonly diagnostics: readonly Diagnostic[] } {
  const { document, diagnostics } = readDocument<Settings>({ path, blob: '', text }, 'Settings');
  return { settings: document?.value ?? null, diagnostics };
}
