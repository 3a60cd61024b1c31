// CPU and memory as Kubernetes and Cloud Run write them, and one spelling for equal amounts.

const UNITS: readonly (readonly [unit: string, bytes: bigint])[] = [
  ['Ti', 1n << 40n],
  ['T', 10n ** 12n],
  ['Gi', 1n << 30n],
  ['G', 10n ** 9n],
  ['Mi', 1n << 20n],
  ['M', 10n ** 6n],
  ['Ki', 1n << 10n],
  ['k', 10n ** 3n],
];

/** Thousandths of a CPU: `2` and `2000m` are 2000. NaN for what is no amount. */
export function milliCpu(text: string): number {
  const [, amount, milli] = /^(\d+(?:\.\d+)?)(m?)$/.exec(text) ?? [];
  if (amount === undefined) return Number.NaN;
  return Math.round(Number(amount) * (milli === 'm' ? 1 : 1000) * 1000) / 1000;
}

/** Bytes: `512Mi` is 536870912; parts of a byte are dropped. Null for what is no amount. */
export function bytesOf(text: string): bigint | null {
  const match = /^(\d+)(?:\.(\d+))?(Ti|T|Gi|G|Mi|M|Ki|k)?$/.exec(text);
  if (match === null) return null;
  const [, whole = '0', fraction = '', unit] = match;
  const factor = UNITS.find(([name]) => name === unit)?.[1] ?? 1n;
  return (BigInt(whole + fraction) * factor) / 10n ** BigInt(fraction.length);
}

/** `2` is `2000m`. What is no amount stays as it is. */
export function cpu(text: string): string {
  const milli = milliCpu(text);
  return Number.isNaN(milli) ? text : `${Math.round(milli)}m`;
}

/** In the largest unit that loses nothing: `1024Mi` is `1Gi`. What is no amount stays as it is. */
export function memory(text: string): string {
  const bytes = bytesOf(text);
  if (bytes === null) return text;
  const largest = UNITS.find(([, size]) => bytes > 0n && bytes % size === 0n);
  return largest === undefined ? String(bytes) : `${bytes / largest[1]}${largest[0]}`;
}
