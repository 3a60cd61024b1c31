// Which policies are ours: a policy has no labels, so its first line says it.

import type { Target } from '../../../resources/address.ts';

const BEGIN = '# Managed by Runway: ';

export function marked(rules: string, target: Target): string {
  return `${BEGIN}${target}\n${rules}`;
}

/** Whose policy it is, and its rules; null is nobody's whom Runway knows. */
export function unmarked(text: string): { readonly owner: string | null; readonly rules: string } {
  if (!text.startsWith(BEGIN)) return { owner: null, rules: text };
  const end = text.indexOf('\n');
  const line = end < 0 ? text : text.slice(0, end);
  return {
    owner: line.slice(BEGIN.length).trim(),
    rules: end < 0 ? '' : text.slice(end + 1),
  };
}

/** As a sentence about one begins; `what`: `policy runway-dev-checkout`. */
export function inWords(what: string, target: Target): string {
  return `Vault’s ${what} of ${target}`;
}
