// Brings a group of fields to other values field by field, so that comments between and behind them stay.

import { isMap, isScalar, type YAMLMap } from 'yaml';
import { canonical } from '../../resources/canonical.ts';
import { isObject, type PlainObject } from '../plain-object.ts';
import {
  insertion,
  type Layout,
  layoutOf,
  type ParsedPair,
  rendered,
  type Replacement,
  replacement,
} from './edit.ts';
import { plainValue } from './value.ts';

/** What is right already is not touched. A group in one line, and what is no group, is replaced as a whole. */
export function within(pair: ParsedPair, value: unknown, layout: Layout): readonly Replacement[] {
  const { value: node } = pair;
  if (canonical(plainValue(node, [])) === canonical(value)) return [];
  const grouped = isMap(node) && node.flow !== true && node.items.length > 0;
  return grouped && isObject(value) && Object.keys(value).length > 0
    ? fieldByField(node, value, layout.text)
    : [replacement(pair, value, layout)];
}

/** Of insertions at one place the inner ones come last: they are then written first. */
function fieldByField(
  map: YAMLMap.Parsed,
  wanted: PlainObject,
  text: string,
): readonly Replacement[] {
  const layout = layoutOf(text, map);
  const here = new Map(map.items.map((pair) => [keyOf(pair), pair] as const));
  const changed = [...here].flatMap(([key, pair]) =>
    Object.hasOwn(wanted, key) ? within(pair, wanted[key], layout) : [removal(pair, text)],
  );
  return [...additions(here, wanted, layout), ...changed];
}

/** What is new goes behind the field that it follows in the wanted order, and behind all where it follows none. */
function additions(
  here: ReadonlyMap<string, ParsedPair>,
  wanted: PlainObject,
  layout: Layout,
): readonly Replacement[] {
  const found: Replacement[] = [];
  let anchor = [...here.values()].at(-1) ?? null;
  for (const key of Object.keys(wanted)) {
    const pair = here.get(key);
    if (pair !== undefined) anchor = pair;
    else if (anchor !== null) {
      found.unshift(insertion(anchor, [rendered({ [key]: wanted[key] }, false)], layout));
    }
  }
  return found;
}

/** Its lines, with what is said behind it. */
function removal({ key, value }: ParsedPair, text: string): Replacement {
  const from = text.lastIndexOf('\n', key.range[0] - 1) + 1;
  const end = value?.range[1] ?? key.range[1];
  const newline = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  return { from, to: newline < 0 ? text.length : newline + 1, text: '' };
}

function keyOf({ key }: ParsedPair): string {
  return isScalar(key) ? String(key.value) : '';
}
