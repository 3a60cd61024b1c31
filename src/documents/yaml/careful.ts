// An edit of a text that is proven: afterwards it says what was wanted, and only that.

import { type Document, parseDocument } from 'yaml';
import { canonical } from '../../resources/canonical.ts';
import { isObject, type PlainObject } from '../plain-object.ts';
import { readYaml } from '../read-document.ts';
import { apply, type Replacement } from './edit.ts';

export interface CarefulEdit {
  /** What the whole text is to say. */
  readonly wanted: unknown;
  /** Ways of writing it, the one that touches least first; the first that gives what is wanted is taken. */
  readonly ways: readonly (() => readonly Replacement[])[];
  /** For unusual but valid layouts, such as explicit keys: comments stay, spacing may not. */
  readonly otherwise: (document: Document) => void;
}

/** Throws where no way gives what is wanted: nothing is ever changed unnoticed. */
export function editCarefully(text: string, { wanted, ways, otherwise }: CarefulEdit): string {
  const goal = canonical(wanted);
  for (const way of ways) {
    const careful = apply(text, way());
    if (saysExactly(careful, goal)) return careful;
  }
  const document = parseDocument(text);
  otherwise(document);
  const rewritten = document.toString({ lineWidth: 0 });
  if (saysExactly(rewritten, goal)) return rewritten;
  throw new Error('the file could not be edited without changing something else');
}

/** The value of a deployment's text; throws for any other text. */
export function deploymentIn(text: string): PlainObject & { readonly release: PlainObject } {
  const { value, diagnostics } = readYaml('', text);
  const valid = diagnostics.every(({ severity }) => severity !== 'error');
  if (!valid || !isObject(value) || !isObject(value.release)) {
    throw new Error('only the text of a deployment can be edited');
  }
  return { ...value, release: value.release };
}

function saysExactly(text: string, goal: string): boolean {
  const { value, diagnostics } = readYaml('', text);
  return diagnostics.every(({ severity }) => severity !== 'error') && canonical(value) === goal;
}
