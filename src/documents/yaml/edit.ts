// Replaces and inserts fields in a YAML text, by source ranges: every other byte stays.

import { isMap, isScalar, type Pair, type ParsedNode, stringify, type YAMLMap } from 'yaml';

export type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** How the fields of one group are written. */
export interface Layout {
  readonly text: string;
  readonly flow: boolean;
  readonly indent: string;
  readonly lineEnd: string;
}

export function pairOf(map: YAMLMap.Parsed, key: string): ParsedPair | null {
  return map.items.find((item) => isScalar(item.key) && item.key.value === key) ?? null;
}

export function layoutOf(text: string, map: YAMLMap.Parsed): Layout {
  const start = map.range[0];
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  return {
    text,
    flow: map.flow === true,
    indent: ' '.repeat(column),
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** In place of the old value, in its own style. */
export function replacement(pair: ParsedPair, value: unknown, layout: Layout): Replacement {
  const node = pair.value;
  const [from, to] = node?.range ?? [0, 0];
  if (isMap(node)) {
    if (node.flow === true) return { from, to, text: flowText(value) };
    const column = from - (layout.text.lastIndexOf('\n', from - 1) + 1);
    const lines = blockLines(value).join(`${layout.lineEnd}${' '.repeat(column)}`);
    const closed = layout.text.slice(from, to).endsWith('\n');
    return { from, to, text: closed ? `${lines}${layout.lineEnd}` : lines };
  }
  const separator = isScalar(node) && node.source === '' ? ' ' : '';
  return { from, to, text: separator + scalarText(value, isScalar(node) ? node.type : undefined) };
}

function scalarText(value: unknown, style: string | undefined): string {
  if (typeof value !== 'string') return flowText(value);
  if (style === 'QUOTE_SINGLE' && !/['\n\r]/.test(value)) return `'${value}'`;
  if (style === 'QUOTE_DOUBLE') return JSON.stringify(value);
  return stringify(value, { lineWidth: 0, singleQuote: false }).trimEnd();
}

/** After the pair: in its line's list for flow style, else on lines of their own. */
export function insertion(
  anchor: ParsedPair,
  entries: readonly string[],
  { text, flow, indent, lineEnd }: Layout,
): Replacement {
  const end = anchor.value?.range[1] ?? 0;
  if (flow) return { from: end, to: end, text: entries.map((entry) => `, ${entry}`).join('') };
  const lines = entries
    .flatMap((entry) => entry.split('\n'))
    .map((line) => `${indent}${line}`)
    .join(lineEnd);
  if (text[end - 1] === '\n') return { from: end, to: end, text: `${lines}${lineEnd}` };
  const newline = text.indexOf('\n', end);
  if (newline < 0) return { from: text.length, to: text.length, text: `${lineEnd}${lines}` };
  return { from: newline + 1, to: newline + 1, text: `${lines}${lineEnd}` };
}

/** `key: value` without line end; several lines for a manifest in block style. */
export function rendered(entry: object, flow: boolean): string {
  return flow ? flowText(entry).replace(/^\{ (.*) \}$/s, '$1') : blockLines(entry).join('\n');
}

function blockLines(value: unknown): readonly string[] {
  return stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
}

function flowText(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

/** At one place, what goes away goes first and the last insertion is written first. */
export function apply(text: string, changes: readonly Replacement[]): string {
  return changes
    .toSorted((a, b) => b.from - a.from || b.to - a.to)
    .reduce(
      (result, { from, to, text: inner }) => result.slice(0, from) + inner + result.slice(to),
      text,
    );
}
