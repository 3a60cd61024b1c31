// Hosts as names that are safe and rare enough for a metric.

/** Documents name registries, so hosts come from people: what comes later than these is counted as one. */
const MOST = 50;
const OTHERS = 'other';
const HOST = /^(?=.{1,253}$)[a-z0-9._-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/;

export interface Labels {
  of(host: string): string;
}

export function createLabels(): Labels {
  const known = new Set<string>();
  return {
    of(host) {
      const name = host.toLowerCase();
      if (!HOST.test(name)) return OTHERS;
      if (known.size < MOST) known.add(name);
      return known.has(name) ? name : OTHERS;
    },
  };
}
