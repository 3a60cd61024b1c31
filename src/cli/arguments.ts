// What a command takes for a target, a version, a pass or a duration: what cannot be one is refused before anything is read.

import { InvalidArgumentError } from 'commander';
import type { Target } from '../resources/address.ts';

const TARGET = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;

/** Ends the command with 64 for a text that is not written as targets are. */
export function targetArgument(text: string): Target {
  if (TARGET.test(text)) return text as Target;
  throw new InvalidArgumentError(
    'Targets are written ENVIRONMENT/WORKLOAD, for example production/checkout.',
  );
}

/** An image's tag, as the schema of a deployment wants it. */
export function versionArgument(text: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(text)) return text;
  throw new InvalidArgumentError(
    'A version is an image tag: up to 128 letters, digits, `.`, `_` and `-`.',
  );
}

/** As `runway passes` prints them. */
export function passArgument(text: string): string {
  if (/^(review|converge|promote|watch):[^:]+$/.test(text)) return text;
  throw new InvalidArgumentError(
    'Write it as it is listed: review:12, converge:dev/checkout, promote:staging/checkout or watch:*.',
  );
}

/** For an argument that may be given several times. */
export function targetArguments(
  text: string,
  before: readonly Target[] | undefined,
): readonly Target[] {
  return [...(before ?? []), targetArgument(text)];
}

/** How many of something: 1 to 1000. */
export function countArgument(text: string): number {
  if (/^[1-9][0-9]{0,3}$/.test(text) && Number(text) <= 1_000) return Number(text);
  throw new InvalidArgumentError('It is a number from 1 to 1000.');
}

/** As the documents write durations. */
export function durationArgument(text: string): string {
  if (/^[0-9]{1,6}[smhd]$/.test(text)) return text;
  throw new InvalidArgumentError('A duration is a number and a unit: 5s, 10m, 2h or 7d.');
}
