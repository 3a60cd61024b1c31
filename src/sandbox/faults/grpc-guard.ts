// Stands before the methods of a gRPC server, and lets faults strike there.

import type {
  handleUnaryCall,
  sendUnaryData,
  ServerUnaryCall,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { Metadata } from '@grpc/grpc-js';
import type { Door, Strike } from './faults.ts';
import type { Seen } from './part.ts';
import { retryDetails } from './retry-details.ts';
import { grpcCode } from './status.ts';

export interface GrpcGuard {
  readonly door: Door;
  readonly see: (method: string, request: unknown) => Seen;
  /** What the vendor says with a status of this name. */
  readonly words: (status: string) => string;
  /** Cuts the connection of a peer, and with it all that is under way on it. */
  readonly cut: (peer: string) => void;
}

type Call = ServerUnaryCall<unknown, unknown>;
type Answer = sendUnaryData<unknown>;
type Handler = handleUnaryCall<unknown, unknown>;

/** All methods must be unary. */
export function guardedMethods(
  methods: UntypedServiceImplementation,
  guard: GrpcGuard,
): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => {
      const work = method as Handler;
      const handler: Handler = (call, answer) => {
        const strike = guard.door.strike(guard.see(name, call.request));
        if (strike === null) return work(call, answer);
        void suffer({ call, answer, work, strike, guard });
      };
      return [name, handler];
    }),
  );
}

async function suffer(suffering: {
  readonly call: Call;
  readonly answer: Answer;
  readonly work: Handler;
  readonly strike: Strike;
  readonly guard: GrpcGuard;
}): Promise<void> {
  const { answer, call, guard, strike, work } = suffering;
  const { fault } = strike;
  const nothingDone = fault.status !== undefined || fault.drop === true;
  const given = nothingDone ? null : await answerOf(call, work);
  strike.hit();
  await strike.delay();
  if (fault.status !== undefined) {
    const status = String(fault.status);
    const metadata = new Metadata();
    const code = grpcCode(status);
    const details = guard.words(status);
    if (fault.retryAfterMs !== undefined) {
      const { retryAfterMs } = fault;
      metadata.set('grpc-status-details-bin', retryDetails({ code, details, retryAfterMs }));
    }
    answer({ code, details, metadata });
  } else if (fault.drop === true || fault.loseAnswer === true) guard.cut(call.getPeer());
  else if (given !== null) answer(...given);
  strike.end();
}

function answerOf(call: Call, work: Handler): Promise<Parameters<Answer>> {
  return new Promise((resolve) => {
    work(call, (...given) => resolve(given));
  });
}
