// Tokens, kept while they are good: one request serves all who wait for it.

import type { Clock } from '../../ports/clock.ts';
import { Failure } from '../../ports/failure.ts';

export interface Lent {
  readonly token: string;
  /** Milliseconds of the epoch. */
  readonly endsAt: number;
}

export interface Kept {
  /** The one that is kept under this name; `lend` is asked for another five minutes before its end. */
  of(name: string, lend: () => Promise<Lent>): Promise<string>;
  /** This one was not accepted. Another one under the same name stays. */
  drop(name: string, token: string): void;
}

const RENEWED_BEFORE_MS = 5 * 60_000;
/** While nobody can be asked, a token is still given out that has so long to live. */
const STILL_GOOD_MS = 30_000;

export function createKept({ now }: Pick<Clock, 'now'>): Kept {
  const held = new Map<string, Lent>();
  const underWay = new Map<string, Promise<Lent>>();

  async function renew(name: string, lend: () => Promise<Lent>): Promise<Lent> {
    try {
      const lent = await lend();
      for (const [other, { endsAt }] of held) if (endsAt < now().getTime()) held.delete(other);
      held.set(name, lent);
      return lent;
    } finally {
      underWay.delete(name);
    }
  }

  function renewed(name: string, lend: () => Promise<Lent>): Promise<Lent> {
    const renewal = underWay.get(name) ?? renew(name, lend);
    underWay.set(name, renewal);
    return renewal;
  }

  return {
    async of(name, lend) {
      const known = held.get(name);
      const leftMs = (known?.endsAt ?? 0) - now().getTime();
      if (known !== undefined && leftMs > RENEWED_BEFORE_MS) return known.token;
      try {
        return (await renewed(name, lend)).token;
      } catch (error) {
        const away = error instanceof Failure && error.code === 'RUNWAY_IDENTITY_UNREACHABLE';
        if (known !== undefined && away && leftMs > STILL_GOOD_MS) return known.token;
        throw error;
      }
    },
    drop(name, token) {
      if (held.get(name)?.token === token) held.delete(name);
    },
  };
}

/** When an ID token ends, in milliseconds of the epoch; 0 where it does not say. */
export function endOf(idToken: string): number {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString(),
    );
    return Number((claims as { exp?: unknown }).exp) * 1000 || 0;
  } catch {
    return 0;
  }
}
