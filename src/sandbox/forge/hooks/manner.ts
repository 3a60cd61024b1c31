// How a forge sends its webhooks: what goes over the wire, and whether what failed is sent again.

import type { Method } from '../../faults/part.ts';

/** Somebody who is told. Replaced as a whole or in place; the id stays. */
export interface Receiver {
  readonly id: number;
}

export interface Delivery {
  /** Its place among those that wait. */
  readonly number: number;
  readonly uuid: string;
  /** The forge's own word. */
  readonly event: string;
  readonly payload: object;
  /** Sent before, and asked for again. */
  readonly again?: boolean;
}

export interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One try. */
export interface Attempt {
  readonly id: number;
  readonly delivery: Delivery;
  readonly at: Date;
  readonly seconds: number;
  readonly sent: Sent;
  /** Of HTTP; null when no answer came, and then the body says why. */
  readonly status: number | null;
  readonly answer: {
    readonly headers: Readonly<Record<string, string>>;
    /** Its beginning. */
    readonly body: string;
  };
}

export interface Manner<R extends Receiver> {
  /** `what GitLab tells about` */
  readonly about: string;
  /** What a fault may be narrowed to. */
  readonly methods: readonly Method[];
  /** The name of one of these methods. */
  method(delivery: Delivery): string;
  /** Which `project`, `hook` and `action` it is about. */
  where(receiver: R, delivery: Delivery): Readonly<Record<string, string>>;
  request(receiver: R, delivery: Delivery, at: Date): Sent;
  /** Wait before the first repetition, in milliseconds; it doubles up to 64 times this. Null: nothing is repeated, and what got lost can be asked for. */
  readonly retryMs: number | null;
}
