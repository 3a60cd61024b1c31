// The wire's own message types, and what the sandbox remembers around them.

import type { protos } from '@google-cloud/run';

type V2 = typeof protos.google.cloud.run.v2;
export type Service = protos.google.cloud.run.v2.IService;
export type Revision = protos.google.cloud.run.v2.IRevision;
export type Template = protos.google.cloud.run.v2.IRevisionTemplate;
export type Container = protos.google.cloud.run.v2.IContainer;
export type Probe = protos.google.cloud.run.v2.IProbe;
export type Condition = protos.google.cloud.run.v2.ICondition;
export type TrafficTarget = protos.google.cloud.run.v2.ITrafficTarget;
export type TrafficStatus = protos.google.cloud.run.v2.ITrafficTargetStatus;
export type Timestamp = protos.google.protobuf.ITimestamp;
export type Policy = protos.google.iam.v1.IPolicy;
export type RevisionReason = keyof V2['Condition']['RevisionReason'];
export type CommonReason = keyof V2['Condition']['CommonReason'];

export const LATEST = 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST';
export const NAMED = 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION';

/** Which service: also the key of its file. */
export interface ServiceKey {
  readonly project: string;
  readonly region: string;
  readonly id: string;
}

export interface ServiceState {
  readonly key: ServiceKey;
  readonly service: Service;
  /** How many revisions were ever made; numbers the next one. */
  readonly made: number;
  /** Oldest first. */
  readonly revisions: readonly RevisionState[];
}

export interface RevisionState {
  /** `checkout-00001-abc`. */
  readonly name: string;
  readonly number: number;
  /** What was asked for, without the name. */
  readonly template: Template;
  readonly revision: Revision;
  readonly phase: 'starting' | 'ready' | 'failed';
  readonly problem: Problem | null;
}

/** Why a revision cannot serve, in the vendor's words. */
export interface Problem {
  readonly message: string;
  /** The gRPC code of the operation that ends with it. */
  readonly code: number;
  readonly reason: { readonly revisionReason: RevisionReason } | { readonly reason: CommonReason };
}

export interface OperationState {
  /** `projects/P/locations/L/operations/ID`. */
  readonly name: string;
  readonly verb: 'create' | 'update' | 'delete' | 'deleteRevision';
  readonly key: ServiceKey;
  /** The generation that the operation works towards. */
  readonly generation: string;
  /** The revision that it made, or removes. */
  readonly revision: string | null;
  readonly done: boolean;
  readonly error: { readonly code: number; readonly message: string } | null;
  /** What a finished operation answers with. */
  readonly response: Answer | null;
}

export type Answer =
  | { readonly type: 'Service'; readonly message: Service }
  | { readonly type: 'Revision'; readonly message: Revision };
