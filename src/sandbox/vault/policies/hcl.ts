// Reads HCL as far as policies use it: blocks, attributes, lists, objects, comments. JSON is read as JSON.

import { lex, type Word } from './hcl-words.ts';

export type Value = string | number | boolean | null | readonly Value[] | Block;

export interface Item {
  /** `path "secret/*" { … }` has the keys `path` and `secret/*`. */
  readonly keys: readonly string[];
  readonly value: Value;
}

export interface Block {
  readonly items: readonly Item[];
}

/** Throws an Error with Vault's sort of words. */
export function parseHcl(text: string): Block {
  if (text.trimStart().startsWith('{')) return fromJson(JSON.parse(text) as unknown);
  const words = lex(text);
  const reader = { at: 0, words };
  const block = readItems(reader, 'end');
  return block;
}

interface Reader {
  at: number;
  readonly words: readonly Word[];
}

function peek({ at, words }: Reader): Word {
  return words[at] ?? { type: 'end', text: '', line: 0 };
}

function next(reader: Reader): Word {
  const word = peek(reader);
  reader.at += 1;
  return word;
}

function readItems(reader: Reader, closing: '}' | 'end'): Block {
  const items: Item[] = [];
  for (;;) {
    const word = peek(reader);
    if (isSign(word, ',')) reader.at += 1;
    else if (closing === 'end' ? word.type === 'end' : isSign(word, closing)) {
      reader.at += 1;
      return { items };
    } else items.push(readItem(reader));
  }
}

function readItem(reader: Reader): Item {
  const keys: string[] = [];
  for (;;) {
    const word = next(reader);
    if (word.type === 'name' || word.type === 'text') keys.push(word.text);
    else if (keys.length > 0 && (isSign(word, '=') || isSign(word, ':')))
      return { keys, value: readValue(reader) };
    else if (keys.length > 0 && isSign(word, '{')) return { keys, value: readItems(reader, '}') };
    else throw unexpected(word);
  }
}

function readValue(reader: Reader): Value {
  const word = next(reader);
  if (word.type === 'text') return word.text;
  if (word.type === 'number') return Number(word.text);
  if (word.type === 'name' && /^(true|false)$/.test(word.text)) return word.text === 'true';
  if (isSign(word, '{')) return readItems(reader, '}');
  if (isSign(word, '[')) return readList(reader);
  throw unexpected(word);
}

function readList(reader: Reader): readonly Value[] {
  const values: Value[] = [];
  for (;;) {
    if (isSign(peek(reader), ']')) {
      reader.at += 1;
      return values;
    }
    values.push(readValue(reader));
    const word = peek(reader);
    if (isSign(word, ',')) reader.at += 1;
    else if (!isSign(word, ']')) throw unexpected(word);
  }
}

/** In JSON a block with a label is an object in an object, or a list of such. */
function fromJson(value: unknown): Block {
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return {
    items: entries.flatMap(([key, inner]) =>
      blocksOf(inner).map((each) => ({ keys: [key], value: each })),
    ),
  };
}

function blocksOf(value: unknown): readonly Value[] {
  if (Array.isArray(value) && value.some((each) => typeof each === 'object'))
    return value.flatMap((each) => blocksOf(each));
  if (Array.isArray(value)) return [value as Value[]];
  return [typeof value === 'object' && value !== null ? fromJson(value) : (value as Value)];
}

function isSign(word: Word, sign: string): boolean {
  return word.type === 'sign' && word.text === sign;
}

function unexpected({ line, text, type }: Word): Error {
  return new Error(`At ${line}: ${type === 'end' ? 'unexpected end' : `illegal ${text}`}`);
}
