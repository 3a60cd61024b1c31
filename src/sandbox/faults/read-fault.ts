// Checks the fault itself: what it is, and whether this part can have it.

import { listed } from '../../documents/suggest.ts';
import { effects, type Effect, type Fault } from './fault.ts';
import type { Part } from './part.ts';
import { isObject, unknownKeys, written } from './written.ts';
import { grpcStatus, httpStatus } from './status.ts';

/** An hour: who wants longer says so again. */
const LONGEST_MS = 3_600_000;

export function readFault(given: unknown, part: Part | null, problems: string[]): Fault {
  const possible = part?.effects ?? effects;
  const choices = listed([...possible, 'delayMs'], 'or');
  if (!isObject(given)) {
    problems.push(`\`fault\` is ${written(given)}: write an object with ${choices}`);
    return {};
  }
  problems.push(...unknownKeys(given, [...effects, 'delayMs', 'retryAfterMs'], 'fault.'));
  const asked = effects.filter((effect) => effect in given);
  const impossible = asked.filter((effect) => !possible.includes(effect));
  for (const effect of impossible) {
    problems.push(`\`${part?.service}\` cannot \`${effect}\`: write ${choices}`);
  }
  if (asked.length > 1) {
    problems.push(`\`fault\` has ${listed(asked)}: choose one; only \`delayMs\` goes with others`);
  }
  const fault = {
    ...(asked[0] === undefined ? {} : effectOf(asked[0], given[asked[0]], { part, problems })),
    ...waits(given, problems),
  };
  const nothing = asked.length === 0 && !('delayMs' in given);
  if (nothing) problems.push(`\`fault\` says nothing that goes wrong: write ${choices}`);
  return fault;
}

function waits(given: Readonly<Record<string, unknown>>, problems: string[]): Fault {
  const fault: { delayMs?: number; retryAfterMs?: number } = {};
  for (const field of ['delayMs', 'retryAfterMs'] as const) {
    const value = given[field];
    if (value === undefined) continue;
    if (isCount(value) && value <= LONGEST_MS) fault[field] = value;
    else {
      problems.push(
        `\`fault.${field}\` is ${written(value)}: write milliseconds, at most ${LONGEST_MS}`,
      );
    }
  }
  if ('retryAfterMs' in given && !('status' in given)) {
    problems.push('`fault.retryAfterMs` goes with a `status` only');
  }
  return fault;
}

function effectOf(
  effect: Effect,
  value: unknown,
  { part, problems }: { readonly part: Part | null; readonly problems: string[] },
): Fault {
  if (effect === 'status') {
    const status = part?.protocol === 'grpc' ? grpcStatus(value) : httpStatus(value);
    if (status !== null) return { status };
    const instead =
      part?.protocol === 'grpc'
        ? 'write the name or number of a gRPC status, such as `UNAVAILABLE`'
        : 'write an HTTP status from 300 to 599';
    problems.push(`\`fault.status\` is ${written(value)}: ${instead}`);
    return {};
  }
  if (effect === 'cutAnswerAfter' || effect === 'cutUploadAfter') {
    if (isCount(value)) return { [effect]: value };
    problems.push(`\`fault.${effect}\` is ${written(value)}: write a number of bytes`);
    return {};
  }
  if (value === true) return { [effect]: true };
  problems.push(`\`fault.${effect}\` is ${written(value)}: write true, or leave it out`);
  return {};
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
