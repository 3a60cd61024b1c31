// Memory in one spelling, so that `1024Mi` and `1Gi` are the same wish.

const BYTES: readonly (readonly [unit: string, bytes: bigint])[] = [
  ['Ti', 1n << 40n],
  ['T', 10n ** 12n],
  ['Gi', 1n << 30n],
  ['G', 10n ** 9n],
  ['Mi', 1n << 20n],
  ['M', 10n ** 6n],
  ['Ki', 1n << 10n],
  ['k', 10n ** 3n],
];

/** In the largest unit that loses nothing: `1024Mi` is `1Gi`; parts of a byte are dropped. */
export function memory(amount: string): string {
  const [, whole = '0', fraction = '', unit = ''] =
    /^(\d+)(?:\.(\d+))?([A-Za-z]*)$/.exec(amount) ?? [];
  const factor = BYTES.find(([name]) => name === unit)?.[1] ?? 1n;
  const bytes = (BigInt(whole + fraction) * factor) / 10n ** BigInt(fraction.length);
  const largest = BYTES.find(([, size]) => bytes > 0n && bytes % size === 0n);
  return largest === undefined ? String(bytes) : `${bytes / largest[1]}${largest[0]}`;
}
