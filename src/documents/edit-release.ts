// Changes the release block of a deployment's file and leaves every other byte as it was.

import {
  isMap,
  isScalar,
  parseDocument,
  type Pair,
  type ParsedNode,
  stringify,
  type YAMLMap,
} from 'yaml';
import { canonical } from '../resources/canonical.ts';
import type { Release, RunwayService } from './generated/documents.ts';
import { isObject } from './merge-patch.ts';
import { readYaml } from './read-document.ts';
import { parseYaml } from './yaml-syntax.ts';
import { plainValue } from './yaml-value.ts';

export interface ReleaseEdit {
  readonly version?: string;
  readonly image?: string;
  readonly digest: string;
  readonly commit: string;
  readonly manifest: RunwayService;
}

/**
 * The text with these parts of its release. Comments, order, quotes and line ends stay; a value that is
 * already right is not touched; what is missing is inserted in its usual place. Throws for a text that is
 * not a deployment.
 */
export function editRelease(text: string, release: ReleaseEdit): string {
  return edited(text, release);
}

/** The text with another version; digest, commit and manifest are then out of date until completed. */
export function setVersion(text: string, version: string): string {
  return edited(text, { version });
}

type Key = keyof Release;
type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const ORDER = [
  'version',
  'image',
  'digest',
  'commit',
  'manifest',
] as const satisfies readonly Key[];

function edited(text: string, release: Partial<Release>): string {
  const wanted = expected(text, release);
  const careful = apply(text, replacements(text, release));
  if (sameYaml(careful, wanted)) return careful;
  // Unusual but valid layouts, such as explicit keys: comments stay, spacing may not.
  const document = parseDocument(text);
  for (const key of ORDER) {
    if (release[key] !== undefined) document.setIn(['release', key], release[key]);
  }
  const rewritten = document.toString({ lineWidth: 0 });
  if (sameYaml(rewritten, wanted)) return rewritten;
  throw new Error('the release could not be edited without changing something else');
}

function expected(text: string, release: Partial<Release>): string {
  const { value, diagnostics } = readYaml('', text);
  const valid = diagnostics.every(({ severity }) => severity !== 'error');
  if (!valid || !isObject(value) || !isObject(value.release)) {
    throw new Error('only the text of a deployment can be edited');
  }
  return canonical({ ...value, release: { ...value.release, ...release } });
}

function sameYaml(text: string, wanted: string): boolean {
  const { value, diagnostics } = readYaml('', text);
  return diagnostics.every(({ severity }) => severity !== 'error') && canonical(value) === wanted;
}

function replacements(text: string, release: Partial<Release>): readonly Replacement[] {
  const map = releaseMap(text);
  const layout = layoutOf(text, map);
  const found: Replacement[] = [];
  let anchor: ParsedPair | null = null;
  let pending: string[] = [];
  const insert = (): void => {
    if (anchor !== null && pending.length > 0) found.push(insertion(anchor, pending, layout));
    pending = [];
  };
  for (const key of ORDER) {
    const pair = pairOf(map, key);
    const value = release[key];
    if (pair !== null) {
      insert();
      anchor = pair;
      if (value !== undefined && !holds(pair, value)) found.push(replacement(pair, value, layout));
    } else if (value !== undefined) {
      pending.push(rendered({ [key]: value }, layout.flow));
    }
  }
  insert();
  return found;
}

interface Layout {
  readonly text: string;
  readonly flow: boolean;
  readonly indent: string;
  readonly lineEnd: string;
}

function releaseMap(text: string): YAMLMap.Parsed {
  const { root } = parseYaml(text);
  const pair = isMap(root) ? pairOf(root, 'release') : null;
  if (pair === null || !isMap(pair.value)) throw new Error('the deployment has no release');
  return pair.value;
}

function pairOf(map: YAMLMap.Parsed, key: string): ParsedPair | null {
  return map.items.find((item) => isScalar(item.key) && item.key.value === key) ?? null;
}

function layoutOf(text: string, map: YAMLMap.Parsed): Layout {
  const start = map.range[0];
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  return {
    text,
    flow: map.flow === true,
    indent: ' '.repeat(column),
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function holds(pair: ParsedPair, value: unknown): boolean {
  return canonical(plainValue(pair.value, [])) === canonical(value);
}

/** In place of the old value, in its own style. */
function replacement(pair: ParsedPair, value: unknown, layout: Layout): Replacement {
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
function insertion(
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
function rendered(entry: object, flow: boolean): string {
  return flow ? flowText(entry).replace(/^\{ (.*) \}$/s, '$1') : blockLines(entry).join('\n');
}

function blockLines(value: unknown): readonly string[] {
  return stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
}

function flowText(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

function apply(text: string, changes: readonly Replacement[]): string {
  return changes
    .toSorted((a, b) => b.from - a.from)
    .reduce(
      (result, { from, to, text: inner }) => result.slice(0, from) + inner + result.slice(to),
      text,
    );
}
