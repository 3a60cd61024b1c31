// Breaks the n-th call to the outside, before or after it has had its effect.

export type When = 'before' | 'after';

export interface Fault {
  /** Counted from 1 over everything that was wrapped. */
  readonly call: number;
  readonly when: When;
  readonly error: () => Error;
}

export interface Faults {
  /** The same functions, counted and, once, broken. */
  wrap<T extends object>(name: string, port: T): T;
  /** Counting begins, from zero. */
  arm(fault: Fault): void;
  /** Which call was broken: `forge.comment`; null while none was. */
  fired(): string | null;
  /** How many calls there were since counting began. */
  calls(): number;
}

export function createFaults(): Faults {
  let armed: Fault | null = null;
  let calls = 0;
  let fired: string | null = null;

  const due = (when: When, call: number): boolean =>
    armed !== null && fired === null && armed.when === when && armed.call === call;
  const strike = (name: string): Error => {
    fired = name;
    return armed?.error() ?? new Error('not armed');
  };

  return {
    wrap<T extends object>(name: string, port: T): T {
      const wrapped = Object.entries(port).map(([key, member]: [string, unknown]) => {
        if (typeof member !== 'function') return [key, member];
        const call = async (...args: readonly unknown[]): Promise<unknown> => {
          const mine = armed === null ? 0 : (calls += 1);
          if (due('before', mine)) throw strike(`${name}.${key}`);
          const answer: unknown = await Reflect.apply(member, port, args);
          if (due('after', mine)) throw strike(`${name}.${key}`);
          return answer;
        };
        return [key, call];
      });
      return Object.fromEntries(wrapped) as T;
    },
    arm(fault) {
      armed = fault;
      calls = 0;
      fired = null;
    },
    fired: () => fired,
    calls: () => calls,
  };
}
