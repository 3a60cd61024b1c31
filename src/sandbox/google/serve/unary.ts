// What stands between the wire and every method of a Google API.

import type { handleUnaryCall, StatusObject } from '@grpc/grpc-js';
import { Metadata, status } from '@grpc/grpc-js';
import type { Log } from '../../../ports/log.ts';
import type { Caller } from '../allow/members.ts';
import type { Cloud } from '../cloud.ts';
import { CloudRefusal, type RefusalDetail, unauthenticated } from '../refusal.ts';
import { statusDetails } from './status-details.ts';

export interface Served {
  readonly cloud: Pick<Cloud, 'caller'>;
  readonly log: Log;
}

export type Method<Q, A> = (request: Q, caller: Caller) => A | Promise<A>;

/** A failure as it is handed to gRPC, with what an HTTP answer says beside. */
export interface Failure extends Partial<StatusObject> {
  readonly code: status;
  readonly details: string;
  readonly more: readonly RefusalDetail[];
}

/** Authenticates, answers, and turns a refusal into its status; anything else is our own mistake. */
export function unary<Q, A>({ cloud, log }: Served, method: Method<Q, A>): handleUnaryCall<Q, A> {
  return (call, callback) => {
    void (async () => {
      try {
        const authorization = call.metadata.get('authorization')[0]?.toString();
        const caller = cloud.caller(authorization);
        if (caller === null) throw unauthenticated(authorization);
        callback(null, await method(call.request, caller));
      } catch (error) {
        if (error instanceof CloudRefusal) return callback(failure(error));
        log.error('call broke', { path: call.getPath(), error: String(error) });
        callback({ code: status.INTERNAL, details: 'Internal error encountered.' });
      }
    })();
  };
}

function failure({ details, message, status: name }: CloudRefusal): Failure {
  const code = status[name];
  const metadata = new Metadata();
  if (details.length > 0) {
    metadata.set('grpc-status-details-bin', statusDetails({ code, message, details }));
  }
  return { code, details: message, metadata, more: details };
}
