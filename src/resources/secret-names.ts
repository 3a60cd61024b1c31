// What a workload's secrets are called in Secret Manager.

/** No workload's id has `_` in it, so nobody else's secret begins like this. */
export function secretPrefix(workload: string): string {
  return `${workload}__`;
}

/** `checkout__API_KEY` */
export function secretId(workload: string, name: string): string {
  return `${secretPrefix(workload)}${name}`;
}
