// Text from outside, made harmless: it is read, and does nothing else.

/** Markdown that was made by this module, or is written in our own source. */
export type Markdown = string & { readonly __brand: 'Markdown' };

/** For our own words, and for what was put together from escaped parts. */
export function trusted(markdown: string): Markdown {
  return markdown as Markdown;
}

/** Without width: parts a sign from the word that would make it a mention, a reference or a command. */
const APART = '\u200b';

/** Not seen, or reordering what is seen: controls, formats, lone surrogates, private use, blank letters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029\u115f\u1160\u3164\uffa0]/gu;

/** What a program sends to colour a terminal: escape, bracket, numbers, `m`. */
const COLOUR = /\p{Cc}\[[0-9;]*m/gu;

/** `:tada` of `:tada:`; not what stands between the colons of a time. */
const EMOJI = /:(?:[\w+-]*[a-z+-][\w+-]*|100|1234)(?=:)/gi;

/** As short as forges take it for a commit, in parts that are shorter. */
const COMMIT = /\b[0-9a-f]{7,64}\b/gi;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
};

/**
 * Prose on one line: no Markdown, HTML, mention, reference, link, emoji or command in it has any effect. What forges
 * make of plain words: https://docs.gitlab.com/user/markdown/#gitlab-specific-references and
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function text(value: string): Markdown {
  const line = oneLine(value)
    .replace(/[@#!%~^](?=\S)/g, (sign) => sign + APART)
    .replace(/&(?=\S)/g, (sign) => sign + APART)
    // Formulas stand between them on both forges, on GitHub whatever is escaped; code may follow this text.
    .replaceAll('$', `$${APART}`)
    .replace(/(?<=\S)@/g, `${APART}@`)
    .replace(/[:/](?=\/)/g, (sign) => sign + APART)
    .replace(EMOJI, (name) => name + APART)
    .replace(/\b(www|GH)(?=[.-])/gi, (word) => word + APART)
    .replace(COMMIT, (sha) => sha.replace(/.{6}(?=.)/g, (part) => part + APART))
    .replace(/[\\`*_[\]{}~^$]/g, (sign) => `\\${sign}`)
    .replace(/[&<>|]/g, (sign) => ENTITIES[sign] ?? sign)
    .replace(/^([-+=/#:])/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
  return line as Markdown;
}

/** Prose in which what stands between backticks is shown as code: how our own messages quote. */
export function prose(value: string): Markdown {
  const parts = value.split(/`([^`]+)`/);
  return parts
    .map((part, index) => (index % 2 === 1 ? code(part) : spaced(part, index === 0)))
    .join('') as Markdown;
}

/** Inline code, fit for table cells. */
export function code(value: string): Markdown {
  const line = hideMarkers(oneLine(value));
  if (line === '') return '(empty)' as Markdown;
  if (line.includes('|')) return text(value);
  const ticks = '`'.repeat(longestRun(line) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${line}${space}${ticks}` as Markdown;
}

/** A code block that nothing inside can end. Terminal colours are dropped. */
export function fence(value: string, language: 'diff' | 'yaml' | 'text'): Markdown {
  const lines = value
    .replace(COLOUR, '')
    .replace(/\s+$/, '')
    .split(/\r\n|[\r\n\u2028\u2029\u0085]/)
    .map((line) => hideMarkers(showUnseen(line.replaceAll('\t', '    '))))
    .map((line) => (/^\s*\//.test(line) ? APART + line : line));
  const ticks = '`'.repeat(Math.max(3, longestRun(value) + 1));
  return `${ticks}${language}\n${lines.join('\n')}\n${ticks}` as Markdown;
}

/** A link to an http or https address without credentials; any other address is only shown. */
export function link({
  text: label,
  url,
}: {
  readonly text: string;
  readonly url: string;
}): Markdown {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const plain = parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username === '';
  if (parsed === null || !plain) return text(label);
  const address = parsed.href.replace(
    /[()<>[\]|\\`'"*\s]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
  return `[${PLAIN_LABEL.test(label) ? label : text(label)}](${address})` as Markdown;
}

/** A merge request's name or a commit: within a link neither is a reference, and people copy them. */
const PLAIN_LABEL = /^(?:[!#]\d{1,9}|[0-9a-f]{7,40})$/;

/** A merge request's own short name, `!41` or `#41`, as the forge links it; anything else is text. */
export function reference(value: string): Markdown {
  return /^[!#]\d{1,9}$/.test(value) ? (value as Markdown) : text(value);
}

const HANDLE =
  /^@[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?(?:\/[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)*$/;
const EVERYBODY = new Set(['@all', '@here', '@everyone', '@channel']);

/** Notifies one person or group. Whatever is not a plain handle is shown and notifies nobody. */
export function mention(handle: string): Markdown {
  const person = HANDLE.test(handle) && !EVERYBODY.has(handle.toLowerCase());
  return person ? (handle as Markdown) : text(handle);
}

/** The last line of defence: a forge runs commands only where a line begins with a slash. */
export function withoutCommands(markdown: string): string {
  return markdown.replace(/^([^\S\n]*)\//gm, `$1${APART}/`);
}

/** On one line, with everything visible. */
export function oneLine(value: string): string {
  return showUnseen(value.replace(/\s*[\r\n\t\u2028\u2029\u0085]+\s*/g, ' ').trim());
}

/** Escapes the words and keeps the spaces around them. */
function spaced(part: string, first: boolean): string {
  const start = /^\s/.test(part) && !first ? ' ' : '';
  const end = /\s$/.test(part) && part.trim() !== '' ? ' ' : '';
  return `${start}${text(part)}${end}`;
}

function showUnseen(value: string): string {
  return value.replace(UNSEEN, (unseen) => {
    const point = unseen.codePointAt(0) ?? 0;
    return `‹U+${point.toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}

/** Ours are found by their text: nobody else may write it, not even in a code block. */
function hideMarkers(value: string): string {
  return value.replaceAll('<!--', `<${APART}!--`).replaceAll('-->', `--${APART}>`);
}

function longestRun(value: string): number {
  return Math.max(0, ...[...value.matchAll(/`+/g)].map(([run]) => run.length));
}
