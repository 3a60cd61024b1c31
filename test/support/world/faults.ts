// Breaks one call to the outside, before or after it has had its effect.

export interface Fault {
  /** Counted from 1 over the calls that count. */
  readonly call: number;
  readonly when: 'before' | 'after';
  /** Which calls count, by name: `forge.comment`. */
  readonly counts: (name: string) => boolean;
  readonly error: () => Error;
}

export interface Faults {
  /** The same functions, each call watched and, once, broken. */
  wrap<T extends object>(name: string, port: T): T;
  /** Counting begins, from zero. Null: nothing is broken. */
  arm(fault: Fault | null): void;
  /** Which call was broken; null while none was. */
  fired(): string | null;
  /** The names of all calls since counting began. */
  seen(): readonly string[];
}

/** Members that only say something: they answer at once and cannot break. */
const ASKS_NOBODY = new Set(['reference', 'url', 'commitUrl', 'compareUrl']);

export function createFaults(): Faults {
  let armed: Fault | null = null;
  let counted = 0;
  let fired: string | null = null;
  let seen = new Set<string>();

  /** The error that this call is to end with, if it is the one. */
  function errorFor(name: string): Pick<Fault, 'when' | 'error'> | null {
    seen.add(name);
    if (armed === null || fired !== null || !armed.counts(name)) return null;
    counted += 1;
    if (counted !== armed.call) return null;
    fired = name;
    return armed;
  }

  return {
    wrap<T extends object>(port: string, whole: T): T {
      const wrapped = Object.entries(whole).map(([key, member]: [string, unknown]) => {
        if (typeof member !== 'function' || ASKS_NOBODY.has(key)) return [key, member];
        const call = async (...args: readonly unknown[]): Promise<unknown> => {
          const broken = errorFor(`${port}.${key}`);
          if (broken?.when === 'before') throw broken.error();
          const answer: unknown = await Reflect.apply(member, whole, args);
          if (broken?.when === 'after') throw broken.error();
          return answer;
        };
        return [key, call];
      });
      return Object.fromEntries(wrapped) as T;
    },
    arm(fault) {
      armed = fault;
      counted = 0;
      fired = null;
      seen = new Set();
    },
    fired: () => fired,
    seen: () => [...seen].sort(),
  };
}
