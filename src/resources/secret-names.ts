// What a workload's secrets are called in Secret Manager.

const BETWEEN = '__';

/** No workload's id has `_` in it, so nobody else's secret begins like this. */
export function secretPrefix(workload: string): string {
  return `${workload}${BETWEEN}`;
}

/** `checkout__API_KEY` */
export function secretId(workload: string, name: string): string {
  return `${secretPrefix(workload)}${name}`;
}

/** Whose an id is, and what it is called there: `checkout` and `API_KEY`; no name where the id has none in it. */
export function partsOf(id: string): { readonly workload: string; readonly name: string } {
  const at = id.indexOf(BETWEEN);
  if (at === -1) return { workload: id, name: '' };
  return { workload: id.slice(0, at), name: id.slice(at + BETWEEN.length) };
}
