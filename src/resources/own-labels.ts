// The labels by which ours is told from what must not be touched.

const MANAGED_BY = 'managed-by';
const WORKLOAD = 'runway-workload';
const ENVIRONMENT = 'runway-environment';
const OURS: ReadonlySet<string> = new Set([MANAGED_BY, WORKLOAD, ENVIRONMENT]);

type Labels = Readonly<Record<string, string>>;

export function ownLabels(environment: string, workload: string): Record<string, string> {
  return { [MANAGED_BY]: 'runway', [WORKLOAD]: workload, [ENVIRONMENT]: environment };
}

export function carriesOwnLabels(
  labels: Labels | null | undefined,
  environment: string,
  workload: string,
): boolean {
  return Object.entries(ownLabels(environment, workload)).every(
    ([name, value]) => labels?.[name] === value,
  );
}

/** The labels that the documents speak of. */
export function otherLabels(labels: Labels | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([name]) => !OURS.has(name)));
}

export function isOwnLabel(name: string): boolean {
  return OURS.has(name);
}

/** Whose labels these are, as far as they say it is ours; else null. */
export function ownerIn(
  labels: Labels | null | undefined,
): { readonly environment: string; readonly workload: string } | null {
  const workload = labels?.[WORKLOAD];
  const environment = labels?.[ENVIRONMENT];
  if (labels?.[MANAGED_BY] !== 'runway' || workload === undefined || environment === undefined)
    return null;
  return { environment, workload };
}
