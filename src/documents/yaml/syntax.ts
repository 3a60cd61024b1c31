// Text to YAML nodes. One parser reads everything, so that no two readers can disagree about a file.

import {
  Composer,
  type CST,
  type ErrorCode,
  Lexer,
  type ParsedNode,
  Parser,
  type YAMLError,
} from 'yaml';

/** Something wrong at a place in a text; a Diagnostic once the path is known. */
export interface Flaw {
  readonly offset: number;
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly hint: string;
}

export interface Syntax {
  /** Null for a text without content, and for one with flaws. */
  readonly root: ParsedNode | null;
  readonly flaws: readonly Flaw[];
}

/**
 * Open levels of the parser, a little more than the nesting of the text. Without a bound, a file of
 * brackets exhausts the stack, and then the process.
 */
const DEEPEST = 64;

const MOST_LINES = 10_000;
/** Names, values, marks and spaces: about ten for each line of an ordinary file. */
const MOST_LEXEMES = 100_000;

/** A hostile text may be nothing but mistakes. */
const MOST_FLAWS = 50;

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  stringKeys: true,
  // The parser would compare every pair of keys; `value.ts` finds duplicates in linear time.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

export function parseYaml(text: string): Syntax {
  const unreadable = forbiddenCharacter(text);
  if (unreadable !== null) return { root: null, flaws: [unreadable] };
  const tokens = tokensOf(text);
  if (!Array.isArray(tokens)) return { root: null, flaws: [tokens] };

  const [first, second] = [...new Composer(OPTIONS).compose(tokens, true, text.length)];
  const flaws = (first?.errors ?? []).slice(0, MOST_FLAWS).map(syntaxFlaw).filter(firstAtItsPlace);
  if (first?.directives?.yaml.explicit === true) flaws.push(directive());
  if (second !== undefined) flaws.push(secondDocument(second.range[0]));
  return { root: flaws.length > 0 ? null : (first?.contents ?? null), flaws };
}

/** The tokens, or why there are none: what comes after this costs more than the size of the text. */
function tokensOf(text: string): CST.Token[] | Flaw {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  if (text.split('\n').length > MOST_LINES) return tooMuch(text.length);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > DEEPEST) return tooDeep(parser.offset);
    lexemes += 1;
    if (lexemes > MOST_LEXEMES) return tooMuch(parser.offset);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Control characters, and those that make a text read differently than it is. */
function forbiddenCharacter(text: string): Flaw | null {
  const offset = text.search(/(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  if (offset < 0) return null;
  const code = (text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return {
    offset,
    severity: 'error',
    summary: `The character U+${code} is not allowed: it is invisible.`,
    hint: 'Delete it; retyping the line is the safest way.',
  };
}

/** One mistake often makes the parser complain twice. */
function firstAtItsPlace({ offset }: Flaw, index: number, flaws: readonly Flaw[]): boolean {
  return flaws.findIndex((other) => other.offset === offset) === index;
}

function directive(): Flaw {
  return {
    offset: 0,
    severity: 'error',
    summary: 'YAML directives such as `%YAML` are not read.',
    hint: 'Remove the line; every file is YAML 1.2.',
  };
}

function tooMuch(offset: number): Flaw {
  return {
    offset,
    severity: 'error',
    summary: 'The file holds far more than any document here can hold.',
    hint: 'Keep it under 10,000 lines.',
  };
}

function tooDeep(offset: number): Flaw {
  return {
    offset,
    severity: 'error',
    summary: 'The file is nested too deeply.',
    hint: 'No field lies this deep; check the indentation and the brackets before this place.',
  };
}

function secondDocument(offset: number): Flaw {
  return {
    offset,
    severity: 'error',
    summary: 'The file holds more than one YAML document.',
    hint: 'Keep one document in each file and remove what starts at `---`.',
  };
}

/** The parser's messages are kept where they help; the hint says what to write. */
function syntaxFlaw({ code, message, pos: [offset] }: YAMLError): Flaw {
  const told = UNCLOSED.test(message) ? HINTS.MISSING_CHAR : HINTS[code];
  return {
    offset,
    severity: 'error',
    summary: told?.summary ?? `This is not valid YAML: ${message.split('\n')[0] ?? message}.`,
    hint: told?.hint ?? 'Check the indentation, the colons and the quotes at this place.',
  };
}

/** An open bracket swallows what follows, so that the parser sees a wrong indentation first. */
const UNCLOSED = /must be sufficiently indented and end with a/;

const HINTS: Readonly<Partial<Record<ErrorCode, { summary: string; hint: string }>>> = {
  TAB_AS_INDENT: {
    summary: 'The line is indented with a tab.',
    hint: 'Indent with spaces, two for each level.',
  },
  BAD_INDENT: {
    summary: 'The line is indented differently than its neighbours.',
    hint: 'Start all fields of one group in the same column.',
  },
  BAD_SCALAR_START: {
    summary: 'A value cannot start with this character unless it is in quotes.',
    hint: "Put the value in quotes, for example '@alice'.",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    summary: 'This value holds another `field: value`.',
    hint: 'Put it in quotes if it is a text; else start a new line for the inner field and indent it.',
  },
  MULTILINE_IMPLICIT_KEY: {
    summary: 'A field has no value.',
    hint: 'Write a colon and a space between a field and its value: `field: value`.',
  },
  MISSING_CHAR: {
    summary: 'Something that was opened here is not closed, or a `:` is missing.',
    hint: 'Check the quotes, the brackets and the colons around this place.',
  },
  NON_STRING_KEY: {
    summary: 'A field name must be a plain text.',
    hint: 'Write `field: value`.',
  },
  RESOURCE_EXHAUSTION: tooDeep(0),
};
