// A value that nobody may read by accident: wherever it is printed, it prints as `[secret]`.

const SHOWN = '[secret]';

/** The value of a secret. What is spread, cloned or listed of it is empty. */
export interface Sensitive {
  /** The only way out. Call it where the value is sent, and keep the result in nothing that lives longer. */
  reveal(this: void): string;
  toJSON(this: void): string;
  toString(this: void): string;
}

export function sensitive(value: string): Sensitive {
  const shown = (): string => SHOWN;
  const hidden: Readonly<Record<PropertyKey, () => string>> = {
    reveal: () => value,
    toJSON: shown,
    toString: shown,
    valueOf: shown,
    [Symbol.toPrimitive]: shown,
    [INSPECT]: shown,
  };
  const made = Object.create(null) as Sensitive;
  for (const key of Reflect.ownKeys(hidden))
    Object.defineProperty(made, key, { value: hidden[key], enumerable: false });
  return Object.freeze(made);
}

/** By the shape that nothing else has: no prototype, and a way out. */
export function isSensitive(value: unknown): value is Sensitive {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === null &&
    Object.hasOwn(value, 'reveal') &&
    Object.hasOwn(value, INSPECT)
  );
}

/** What `util.inspect` and `console.log` ask; named so that no module of Node's is needed here. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');
