// Figures in words: three digits say all that such measurements can.

import type { Summary } from '../measure/statistics.ts';
import type { Aim, Line, Unit } from './line.ts';

export function number(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 10) return value.toFixed(2);
  return size < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** `12.3 ms (11.9-14.0)`; the spread is left out where there is one figure alone. */
export function spread(summary: Summary, unit: Unit): string {
  const { median, least, most, count } = summary;
  const value = `${number(median)} ${unit}`;
  return count === 1 ? value : `${value} (${number(least)}-${number(most)})`;
}

export function ratioWords({ ratio }: Line): string {
  return ratio === null ? '' : `${number(ratio.median)} x`;
}

export function aimWords(aim: Aim | null, unit: Unit): string {
  if (aim === null) return '';
  return aim.of === 'ratio' ? `<= ${aim.atMost} x` : `<= ${aim.atMost} ${unit}`;
}

export function verdictWords(met: boolean | null): string {
  if (met === null) return '';
  return met ? 'met' : 'MISSED';
}
