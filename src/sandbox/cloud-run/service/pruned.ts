// Clients may send a field's zero value or leave it out; on this protocol both mean the same.

/** Maps of text, where an empty value is still an entry. */
const MAPS = ['labels', 'annotations', 'limits', 'nodeSelector'];

/** Without zero values. Empty messages stay: that they are there can be all that they say. */
export function pruned<T extends object>(message: T): T {
  const entries = Object.entries(message)
    .filter(([field, value]) => MAPS.includes(field) || !zero(value))
    .map(([field, value]) => [field, MAPS.includes(field) ? value : within(value)] as const)
    .filter(([field, value]) => !MAPS.includes(field) || Object.keys(value as object).length > 0);
  return Object.fromEntries(entries) as T;
}

function within(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(within);
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value)
    ? pruned(value)
    : value;
}

function zero(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === '0') return true;
  if (value === 0 || value === false) return true;
  if (typeof value === 'string') return value.endsWith('_UNSPECIFIED');
  return Array.isArray(value) && value.length === 0;
}
