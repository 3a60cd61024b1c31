// From a JSON pointer to the line and column that a person has to look at.

import { isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import type { Place } from '../document.ts';
import { parseYaml } from './syntax.ts';

export interface Positions {
  /** A scalar or list item: where it starts. A group: where its name is. Nearest parent if absent. */
  readonly place: (pointer: string) => Place;
  /** Where the name of a field is, for problems with the name itself. */
  readonly namePlace: (pointer: string) => Place;
  /** A scalar exactly as it is spelled, or null. */
  readonly spelling: (pointer: string) => string | null;
}

interface Mark {
  readonly name: number;
  readonly value: number;
  readonly spelling: string | null;
}

/** Parses the text at the first question only, and keeps numbers rather than nodes: most files are never asked about. */
export function positionsIn(path: string, text: string): Positions {
  let known: ReadonlyMap<string, Mark> | null = null;
  const mark = (pointer: string): Mark => {
    known ??= marksOf(parseYaml(text).root);
    return nearest(known, pointer);
  };
  return {
    place: (pointer) => placeAt(path, text, mark(pointer).value),
    namePlace: (pointer) => placeAt(path, text, mark(pointer).name),
    spelling: (pointer) => mark(pointer).spelling,
  };
}

/** 1-based, columns in UTF-16 units as editors count them. Never behind the last line that says something. */
export function placeAt(path: string, text: string, offset: number): Place {
  const before = text.slice(0, Math.min(offset, text.trimEnd().length));
  const lineStart = before.lastIndexOf('\n') + 1;
  return { path, line: before.split('\n').length, column: before.length - lineStart + 1 };
}

export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The keys of a pointer, unescaped. */
export function keysOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function nearest(marks: ReadonlyMap<string, Mark>, pointer: string): Mark {
  for (let path = pointer; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    const mark = marks.get(path);
    if (mark !== undefined) return mark;
  }
  return { name: 0, value: 0, spelling: null };
}

function marksOf(root: ParsedNode | null): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  if (root !== null) collect(root, '', marks);
  return marks;
}

function collect(node: ParsedNode, pointer: string, marks: Map<string, Mark>): void {
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const path = pointerTo(pointer, index);
      const [value] = item.range;
      marks.set(path, { name: value, value, spelling: spellingOf(item) });
      collect(item, path, marks);
    }
  } else if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const path = pointerTo(pointer, String(key.value));
      const [name] = key.range;
      const spelling = value === null ? null : spellingOf(value);
      const own = isScalar(value) && spelling !== '' ? value.range[0] : name;
      marks.set(path, { name, value: own, spelling });
      if (value !== null) collect(value, path, marks);
    }
  }
}

function spellingOf(node: ParsedNode): string | null {
  return isScalar(node) ? node.source : null;
}
