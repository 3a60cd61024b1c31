// Amounts in one spelling each, so that `1` and `1000m`, or `1024Mi` and `1Gi`, are the same.

const BYTES: readonly (readonly [string, bigint])[] = [
  ['Ti', 1n << 40n],
  ['T', 10n ** 12n],
  ['Gi', 1n << 30n],
  ['G', 10n ** 9n],
  ['Mi', 1n << 20n],
  ['M', 10n ** 6n],
  ['Ki', 1n << 10n],
  ['k', 10n ** 3n],
];

/** Thousandths of a CPU: `2` is `2000m`. What is no amount stays as it is. */
export function cpu(text: string): string {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(text);
  if (match === null) return text;
  return `${Math.round(Number(match[1]) * (match[2] === 'm' ? 1 : 1000))}m`;
}

/** The largest unit that loses nothing: `1024Mi` is `1Gi`. What is no amount stays as it is. */
export function memory(text: string): string {
  const match = /^(\d+)(?:\.(\d+))?(Ti|T|Gi|G|Mi|M|Ki|k)?$/.exec(text);
  if (match === null) return text;
  const [, whole = '0', fraction = '', unit] = match;
  const factor = BYTES.find(([name]) => name === unit)?.[1] ?? 1n;
  const scale = 10n ** BigInt(fraction.length);
  const bytes = (BigInt(whole + fraction) * factor) / scale;
  const largest = BYTES.find(([, size]) => bytes > 0n && bytes % size === 0n);
  return largest === undefined ? String(bytes) : `${bytes / largest[1]}${largest[0]}`;
}

/** Seconds of a protobuf duration, which may be text, a number or a Long. */
export function seconds(duration: Duration | null | undefined): number | null {
  if (duration === null || duration === undefined) return null;
  return Number(duration.seconds ?? 0) + (duration.nanos ?? 0) / 1e9;
}

interface Duration {
  readonly seconds?: { toString(): string } | null;
  readonly nanos?: number | null;
}
