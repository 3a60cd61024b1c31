// Checks what somebody asks for over the control address, and says what to write instead.

import { listed, nearestName } from '../../documents/suggest.ts';
import type { Wish } from './fault.ts';
import type { Part } from './part.ts';
import { meant } from './pattern.ts';
import { readFault } from './read-fault.ts';
import { isObject, unknownKeys, written } from './written.ts';

export type Read = { readonly wish: Wish } | { readonly problems: readonly string[] };

const FIELDS = ['service', 'method', 'fault', 'times', 'share', 'where'];

export function readWish(given: unknown, parts: readonly Part[]): Read {
  if (!isObject(given)) {
    return {
      problems: ['The body is not an object: send {"service", "method", "fault"} as JSON.'],
    };
  }
  const problems: string[] = unknownKeys(given, FIELDS, '');
  const part = readPart(given['service'], parts, problems);
  const method = readMethod(given['method'], part, problems);
  const fault = readFault(given['fault'], part, problems);
  const times = readTimes(given['times'], problems);
  const share = readShare(given['share'], problems);
  const where = readWhere(given['where'], part, problems);
  if (part === null || problems.length > 0) return { problems };
  return { wish: { service: part.service, method, fault, times, share, where } };
}

function readPart(given: unknown, parts: readonly Part[], problems: string[]): Part | null {
  const names = parts.map(({ service }) => service);
  const found = parts.find(({ service }) => service === given);
  if (found !== undefined) return found;
  const near = typeof given === 'string' ? nearestName(given, names) : null;
  problems.push(
    near === null
      ? `\`service\` is ${written(given)}: write one of ${listed(names, 'or')}`
      : `\`service\` is ${written(given)}: did you mean \`${near}\`?`,
  );
  return null;
}

function readMethod(given: unknown, part: Part | null, problems: string[]): string {
  if (typeof given !== 'string' || given.trim() === '') {
    problems.push(`\`method\` is ${written(given)}: write \`*\`, or one that GET / lists`);
    return '';
  }
  if (part === null || meant(given, part.methods).names.size > 0) return given;
  const names = part.methods.flatMap(({ name, also = [] }) => [name, ...also]);
  const near = nearestName(given, names);
  const instead = near === null ? 'GET / lists them, and `*` is all' : `did you mean \`${near}\`?`;
  problems.push(`\`${part.service}\` has no method ${written(given)}: ${instead}`);
  return given;
}

function readTimes(given: unknown, problems: string[]): number | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'number' && Number.isSafeInteger(given) && given > 0) return given;
  problems.push(`\`times\` is ${written(given)}: write a whole number above 0, or leave it out`);
  return null;
}

function readShare(given: unknown, problems: string[]): number | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'number' && given > 0 && given <= 1) return given;
  problems.push(`\`share\` is ${written(given)}: write a number above 0 and up to 1`);
  return null;
}

function readWhere(
  given: unknown,
  part: Part | null,
  problems: string[],
): Readonly<Record<string, string>> {
  if (given === undefined || given === null) return {};
  const known = part?.where ?? [];
  if (!isObject(given)) {
    problems.push(`\`where\` is ${written(given)}: write an object, such as {"path": "…"}`);
    return {};
  }
  if (part !== null) problems.push(...unknownKeys(given, known, 'where.'));
  const where: Record<string, string> = {};
  for (const field of known) {
    const value = given[field];
    if (value === undefined) continue;
    if (typeof value === 'string' && value !== '') where[field] = value;
    else problems.push(`\`where.${field}\` is ${written(value)}: write some text`);
  }
  return where;
}
