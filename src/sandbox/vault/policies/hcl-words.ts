// Cuts HCL into words.

export interface Word {
  readonly type: 'name' | 'text' | 'number' | 'sign' | 'end';
  readonly text: string;
  readonly line: number;
}

const SHAPES: readonly (readonly [type: Word['type'] | 'skip', shape: RegExp])[] = [
  ['skip', /\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
  ['text', /"(?:[^"\\\n]|\\.)*"/y],
  ['number', /-?\d+(?:\.\d+)?(?![\w-])/y],
  ['name', /[A-Za-z_][\w.-]*/y],
  ['sign', /[{}[\],=:]/y],
];

/** Throws at the first sign that begins no word. */
export function lex(text: string): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const [type, found] = wordAt(text, at);
    if (found === '') throw new Error(`At ${line}: illegal char: ${JSON.stringify(text[at])}`);
    if (type !== 'skip') words.push({ type, text: type === 'text' ? plain(found) : found, line });
    at += found.length;
    line += found.split('\n').length - 1;
  }
  return [...words, { type: 'end', text: '', line }];
}

function wordAt(text: string, at: number): readonly [Word['type'] | 'skip', string] {
  for (const [type, shape] of SHAPES) {
    shape.lastIndex = at;
    const found = shape.exec(text)?.[0] ?? '';
    if (found !== '') return [type, found];
  }
  return ['end', ''];
}

function plain(quoted: string): string {
  return JSON.parse(quoted) as string;
}
