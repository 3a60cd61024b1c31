// The part of the condition language that this sandbox understands; everything else is refused.

import { invalid } from '../refusal.ts';
import type { Attributes } from '../resources.ts';

export type Test = (attributes: Attributes) => boolean;

const TERM =
  /^resource\.(name|type|service)\s*(?:(==|!=)\s*("[^"\\]*"|'[^'\\]*')|\.startsWith\(\s*("[^"\\]*"|'[^'\\]*')\s*\))$/;

/**
 * `resource.name`, `.type` and `.service` with `==`, `!=` and `.startsWith("…")`, joined by `&&` and `||`
 * without brackets. Throws INVALID_ARGUMENT.
 */
export function readCondition(expression: string): Test {
  const ways = split(expression, '||').map((way) =>
    split(way, '&&').map((term) => readTerm(term, expression)),
  );
  return (attributes) => ways.some((terms) => terms.every((holds) => holds(attributes)));
}

function readTerm(term: string, whole: string): Test {
  const found = TERM.exec(term);
  if (found === null) {
    throw invalid(
      `Condition expression compilation failed: the sandbox knows only resource.name, resource.type and resource.service with ==, != and startsWith, joined by && and ||, but not '${whole}'.`,
    );
  }
  const [, attribute, operator, compared, beginning] = found;
  const field = attribute as keyof Attributes;
  if (beginning !== undefined) return (seen) => seen[field].startsWith(beginning.slice(1, -1));
  const wanted = (compared ?? '').slice(1, -1);
  return operator === '==' ? (seen) => seen[field] === wanted : (seen) => seen[field] !== wanted;
}

/** At the operator, where it does not stand inside a text. */
function split(text: string, operator: '&&' | '||'): string[] {
  const parts = [''];
  const state = { quote: '' };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (state.quote === '' && text.startsWith(operator, at)) {
      parts.push('');
      at += operator.length - 1;
      continue;
    }
    if (state.quote === letter) state.quote = '';
    else if (state.quote === '' && (letter === '"' || letter === "'")) state.quote = letter;
    parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}
