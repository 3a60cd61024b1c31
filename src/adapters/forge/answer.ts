// Reading a forge's answer. Unknown members are ignored; a missing one that we rely on is nonsense.

import { nonsense } from './mishap.ts';

export type Answer = Readonly<Record<string, unknown>>;

export function recordOf(value: unknown): Answer {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw nonsense('an object was expected');
  }
  return value as Answer;
}

export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw nonsense('a list was expected');
  return value;
}

export function textIn(answer: Answer, key: string): string {
  const value = answer[key];
  if (typeof value !== 'string') throw nonsense(`the answer has no ${key}`);
  return value;
}

export function numberIn(answer: Answer, key: string): number {
  const value = answer[key];
  if (typeof value !== 'number') throw nonsense(`the answer has no ${key}`);
  return value;
}

export function optionalText(answer: Answer, key: string): string | null {
  const value = answer[key];
  return typeof value === 'string' ? value : null;
}

/** Empty where there is none. */
export function optionalRecord(answer: Answer, key: string): Answer {
  const value = answer[key];
  return value === null || typeof value !== 'object' ? {} : (value as Answer);
}
