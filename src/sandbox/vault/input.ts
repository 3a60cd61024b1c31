// Fields of requests, as forgiving as Vault reads them.

import type { Data } from './call.ts';
import { badRequest } from './refusal.ts';

/** A text as it is, everything else as JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

export function textIn(data: Data, field: string): string | null {
  const value = data[field];
  if (value === undefined || value === null) return null;
  if (typeof value === 'object') throw invalid(field, 'string');
  return asText(value);
}

export function flagIn(data: Data, field: string): boolean | null {
  const value = data[field];
  if (value === undefined || value === null) return null;
  const text = asText(value).toLowerCase();
  if (['true', '1', 't'].includes(text)) return true;
  if (['false', '0', 'f', ''].includes(text)) return false;
  throw invalid(field, 'bool');
}

export function wholeIn(data: Data, field: string): number | null {
  const value = data[field];
  if (value === undefined || value === null) return null;
  const number = typeof value === 'string' ? Number(value.trim()) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw invalid(field, 'integer');
  return number;
}

/** A list, or texts with commas between them. */
export function textsIn(data: Data, field: string): readonly string[] | null {
  const value = data[field];
  if (value === undefined || value === null) return null;
  const items: readonly unknown[] = Array.isArray(value) ? value : asText(value).split(',');
  return items.map((item) => asText(item).trim()).filter((item) => item !== '');
}

export function wholesIn(data: Data, field: string): readonly number[] {
  const texts = textsIn(data, field) ?? [];
  const numbers = texts.map(Number);
  if (!numbers.every((number) => Number.isInteger(number))) throw invalid(field, 'integers');
  return numbers;
}

export function objectIn(data: Data, field: string): Data | null {
  const value = data[field];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(field, 'map');
  return value as Data;
}

/** Seconds of `90`, `"90"`, `90s`, `1h30m` or `2d`. */
export function secondsIn(data: Data, field: string): number | null {
  const value = data[field];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'number') return Math.trunc(value);
  const text = asText(value).trim();
  if (/^-?\d+$/.test(text)) return Number(text);
  if (!/^-?(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) throw invalid(field, 'duration');
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)];
  const seconds = parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNITS[unit ?? ''] ?? 0), 0);
  return Math.trunc(text.startsWith('-') ? -seconds : seconds);
}

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** As Go writes a duration: `0s`, `1h0m0s`. */
export function goDuration(seconds: number): string {
  const [h, m, s] = [Math.trunc(seconds / 3600), Math.trunc((seconds % 3600) / 60), seconds % 60];
  if (h > 0) return `${h}h${m}m${s}s`;
  return m > 0 ? `${m}m${s}s` : `${s}s`;
}

function invalid(field: string, type: string): Error {
  return badRequest(`error converting input for field "${field}": expected type '${type}'`);
}
