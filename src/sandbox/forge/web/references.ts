// `#7` and `!7` in a text are links to the merge request, as each forge writes it.

import type { MarkdownIt, StateCore, Token } from 'markdown-it';

export interface References {
  readonly sign: '!' | '#';
  /** Where it is; null when there is none of that number. */
  readonly url: (iid: number) => string | null;
}

/** Works on texts that were rendered with `requests`. */
export function linkReferences(renderer: MarkdownIt): void {
  renderer.core.ruler.after('linkify', 'references', (state) => {
    const { requests } = state.env as { readonly requests?: References };
    for (const block of state.tokens) {
      if (requests !== undefined && block.type === 'inline')
        block.children = linked(state, block.children ?? [], requests);
    }
  });
}

function linked(state: StateCore, tokens: readonly Token[], references: References): Token[] {
  let inLink = 0;
  return tokens.flatMap((token) => {
    if (opens(token)) inLink += 1;
    if (closes(token)) inLink -= 1;
    return token.type === 'text' && inLink === 0 ? split(state, token, references) : [token];
  });
}

const opens = ({ type, content }: Token): boolean =>
  type === 'link_open' || (type === 'html_inline' && /^<a[\s>]/i.test(content));

const closes = ({ type, content }: Token): boolean =>
  type === 'link_close' || (type === 'html_inline' && /^<\/a\s*>/i.test(content));

function split(state: StateCore, token: Token, { sign, url }: References): Token[] {
  const reference = new RegExp(String.raw`(?<![\w/${sign}&])(${sign}\d+)\b`);
  return token.content.split(reference).flatMap((part) => {
    if (part === '') return [];
    const to = reference.test(part) ? url(Number(part.slice(1))) : null;
    const text = new state.Token('text', '', 0);
    text.content = part;
    if (to === null) return [text];
    const open = new state.Token('link_open', 'a', 1);
    open.attrSet('href', to);
    return [open, text, new state.Token('link_close', 'a', -1)];
  });
}
