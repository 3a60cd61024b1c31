// Objects that hold what somebody wrote and nothing else.

/** A null-prototype object: no inherited member can be mistaken for a field. */
export type PlainObject = Record<string, unknown>;

export function emptyObject(): PlainObject {
  return Object.create(null) as PlainObject;
}

/** True for what has named members: neither a list nor a single value. */
export function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
