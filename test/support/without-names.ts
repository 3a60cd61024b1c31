// Takes out of a value what differs from run to run by nature: each name becomes the place of its first appearance.

/** Digests, commits, hashes of revisions, versions that the tests made, numbers of merge requests, times. */
const NAMES: readonly (readonly [string, RegExp])[] = [
  ['minute', /\b\d{4}-\d\d-\d\d \d\d:\d\d UTC\b/g],
  ['time', /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z\b/g],
  ['hash', /\b[0-9a-f]{64}\b|\b[0-9a-f]{40}\b|\b[0-9a-f]{16}\b|\b[0-9a-f]{12}\b|\b[0-9a-f]{8}\b/g],
  ['revision', /(?<=\b(?:checkout|catalog|storefront)-)[a-z2-7]{8}(?=-\d+\b)/g],
  ['share', /(?<=shares\.)[a-z2-7]{8}\b/g],
  ['version', /\b1\.4\.\d{3}\b/g],
  ['request', /(?<=!|#|merge_requests\/|pull\/)\d+\b/g],
];

/** Equal values stay equal and different ones different: only what they are called is lost. */
export function withoutNames<T>(value: T): T {
  const known = new Map<string, Map<string, string>>();
  const text = NAMES.reduce(
    (before, [kind, pattern]) =>
      before.replace(pattern, (name) => {
        const ofKind = known.get(kind) ?? new Map<string, string>();
        known.set(kind, ofKind);
        const found = ofKind.get(name) ?? `<${kind} ${ofKind.size + 1}>`;
        ofKind.set(name, found);
        return found;
      }),
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? sorted(part) : part)),
  );
  return JSON.parse(text) as T;
}

/** Shares of traffic stand in the order of their revisions' names. */
function sorted(text: string): string {
  return text.replace(/(?:^[-+ ] shares\..*\n?){2,}/gm, (lines) =>
    lines.trimEnd().split('\n').sort().concat('').join('\n'),
  );
}
