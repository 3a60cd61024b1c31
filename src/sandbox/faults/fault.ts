// What may go wrong with one request, in the words of the control address.

/** One of these, or `delayMs` alone; a delay goes with any of them. */
export const effects = [
  'status',
  'drop',
  'loseAnswer',
  'double',
  'reorder',
  'cutAnswerAfter',
  'cutUploadAfter',
  'corrupt',
] as const;

export type Effect = (typeof effects)[number];

export interface Fault {
  /** Answered, and nothing done: an HTTP status, or the name of a gRPC one. */
  readonly status?: number | string;
  /** With a status: how long the client is asked to stay away. Milliseconds. */
  readonly retryAfterMs?: number;
  /** The answer, or what takes its place, comes so much later. Milliseconds. */
  readonly delayMs?: number;
  /** The connection is cut and nothing done. */
  readonly drop?: true;
  /** The work is done, then the connection is cut. */
  readonly loseAnswer?: true;
  /** Sent twice. */
  readonly double?: true;
  /** Sent after the one that follows. */
  readonly reorder?: true;
  /** The connection is cut after so many bytes of the answer's body. */
  readonly cutAnswerAfter?: number;
  /** The connection is cut after so many bytes of the request's body were taken. */
  readonly cutUploadAfter?: number;
  /** One bit of the answer's body is flipped. */
  readonly corrupt?: true;
}

/** What somebody asks for, checked. */
export interface Wish {
  readonly service: string;
  readonly method: string;
  readonly fault: Fault;
  /** Null: until cleared. */
  readonly times: number | null;
  /** In (0, 1]; null: every request. */
  readonly share: number | null;
  readonly where: Readonly<Record<string, string>>;
}

export interface StoredFault extends Wish {
  readonly id: string;
  /** Requests whose fate it has been so far: the effect, where there is one, is done. */
  readonly struck: number;
  /** Null: until cleared. */
  readonly left: number | null;
}
