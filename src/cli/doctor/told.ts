// Findings as lines for people.

import type { Finding } from '../../ports/finding.ts';
import type { coloursFor } from '../colours.ts';

type Colours = ReturnType<typeof coloursFor>;

/** Whether everything that could be looked at is well. What could not be looked at is not. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ outcome }) => outcome === 'passed' || outcome === 'not applicable');
}

/** `passed          production: Vault for plans  Logs in as …`, and below what failed what to do. */
export function told(findings: readonly Finding[], colours: Colours): string {
  const width = Math.max(0, ...findings.map(({ link }) => link.length));
  const lines = findings.flatMap(({ link, outcome, words, mend }) => {
    const paint = painted(outcome, colours);
    const line = `${paint(outcome.padEnd(WIDEST))}  ${link.padEnd(width)}  ${words}`;
    return mend === null ? [line] : [line, `${' '.repeat(WIDEST + 2)}${mend}`];
  });
  return `${[...lines, '', summary(findings)].join('\n')}\n`;
}

const WIDEST = 'not applicable'.length;

function painted(outcome: Finding['outcome'], colours: Colours): (text: string) => string {
  if (outcome === 'passed') return colours.green;
  if (outcome === 'failed') return colours.red;
  return outcome === 'not checked' ? colours.yellow : colours.dim;
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Finding['outcome']): number =>
    findings.filter(({ outcome }) => outcome === wanted).length;
  const bad = [
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
    ...(count('not checked') > 0 ? [`${count('not checked')} could not be checked`] : []),
  ];
  const good = `${count('passed')} passed`;
  return bad.length === 0 ? `${good}. All is well.` : `${good}, ${bad.join(', ')}.`;
}
