// Kubernetes quantities, as far as CPU and memory use them.

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Bytes, or null when it is no quantity. */
export function memoryBytes(text: string): number | null {
  const match = /^([0-9]+(?:\.[0-9]+)?)(k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}

/** CPUs, or null when it is no quantity: `1`, `0.5` and `500m` are. */
export function cpus(text: string): number | null {
  const match = /^([0-9]+(?:\.[0-9]+)?)(m)?$/.exec(text);
  if (match === null) return null;
  return match[2] === 'm' ? Number(match[1]) / 1000 : Number(match[1]);
}
