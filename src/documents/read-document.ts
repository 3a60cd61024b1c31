// Text to a document of a known kind, or to everything that is wrong with it.

import type { Diagnostic, Document, File } from './document.ts';
import { explainSchemaErrors } from './schema/explain-error.ts';
import { placeAt, positionsIn } from './yaml/positions.ts';
import { schemaErrors } from './schema/schema.ts';
import { type Flaw, parseYaml } from './yaml/syntax.ts';
import { plainValue } from './yaml/value.ts';

export const LARGEST_FILE = 256 * 1024;

/** More are of no use to anybody, and a hostile file may hold very many. */
const MOST_DIAGNOSTICS = 50;

export interface ReadDocument<T> {
  readonly document: Document<T> | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** `T` is the type that was generated from the schema named `kind`. */
export function readDocument<T>(
  source: { readonly path: string; readonly blob: string; readonly text: string },
  kind: string,
): ReadDocument<T> {
  const { path, blob, text } = source;
  const yaml = readYaml(path, text);
  if (yaml.diagnostics.some(({ severity }) => severity === 'error')) {
    return { document: null, diagnostics: yaml.diagnostics };
  }
  const positions = positionsIn(path, text);
  const errors = explainSchemaErrors(schemaErrors(kind, yaml.value), { kind, positions });
  const diagnostics = limited([...errors, ...elsewhere(yaml.diagnostics, errors)]);
  if (errors.length > 0) return { document: null, diagnostics };
  const value = yaml.value as T;
  return { document: { path, blob, text, value, locate: positions.place }, diagnostics };
}

/** Any YAML, safely; the value counts only when no diagnostic is an error. */
export function readYaml(
  path: string,
  text: string,
): { readonly value: unknown; readonly diagnostics: readonly Diagnostic[] } {
  const { root, flaws: syntax } = parseYaml(text);
  const flaws: Flaw[] = [...syntax];
  const value = plainValue(root, flaws);
  const diagnostics = flaws.slice(0, MOST_DIAGNOSTICS).map(({ offset, ...told }) => ({
    ...told,
    at: placeAt(path, text, offset),
  }));
  return { value, diagnostics };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The file's text, or why it is not read at all. */
export function textOf(file: File): { text: string } | { refused: Diagnostic } {
  const refused = (summary: string, hint: string): { refused: Diagnostic } => ({
    refused: { severity: 'error', summary, hint, at: { path: file.path, line: 1, column: 1 } },
  });
  if (file.mode === '120000') {
    return refused(
      'The file is a symbolic link.',
      'Put the content itself here; links are not followed.',
    );
  }
  if (file.mode === '160000') {
    return refused(
      'This is a submodule.',
      'Put the files themselves here; submodules are not read.',
    );
  }
  if (file.size > LARGEST_FILE || file.bytes.byteLength > LARGEST_FILE) {
    const size = Math.ceil(Math.max(file.size, file.bytes.byteLength) / 1024);
    return refused(`The file has ${size} KiB.`, 'Keep it under 256 KiB.');
  }
  try {
    return { text: UTF8.decode(file.bytes) };
  } catch {
    return refused('The file is not UTF-8 text.', 'Save it with the encoding UTF-8.');
  }
}

/** A warning about a value that is refused anyway says nothing new. */
function elsewhere(
  warnings: readonly Diagnostic[],
  errors: readonly Diagnostic[],
): readonly Diagnostic[] {
  return warnings.filter(
    ({ at }) => !errors.some((error) => error.at.line === at.line && error.at.column === at.column),
  );
}

function limited(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.slice(0, MOST_DIAGNOSTICS);
}
