// CPU and memory as Kubernetes and Cloud Run write them.

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

/** Thousandths of a CPU: `2` and `2000m` are 2000. Expects what the schema has let through. */
export function milliCpu(text: string): number {
  const milli = text.endsWith('m');
  return Math.round(Number(milli ? text.slice(0, -1) : text) * (milli ? 1 : 1000) * 1000) / 1000;
}

/** Bytes: `512Mi` is 536870912. Expects what the schema has let through. */
export function bytesOf(text: string): number {
  const [, amount = '', unit = ''] = /^([0-9.]+)([A-Za-z]*)$/.exec(text) ?? [];
  return Number(amount) * (UNITS[unit] ?? Number.NaN);
}
