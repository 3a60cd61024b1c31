// The shapes of the Cloud Run Admin API v2, and the names it gives to things.

import type { protos } from '@google-cloud/run';
import type { Principal } from '../../../ports/identity.ts';

export type WireService = protos.google.cloud.run.v2.IService;
export type WireRevision = protos.google.cloud.run.v2.IRevision;
export type WireRevisionTemplate = protos.google.cloud.run.v2.IRevisionTemplate;
export type WireScaling = protos.google.cloud.run.v2.IServiceScaling;
export type WireVpcAccess = protos.google.cloud.run.v2.IVpcAccess;
export type WireContainer = protos.google.cloud.run.v2.IContainer;
export type WireProbe = protos.google.cloud.run.v2.IProbe;
export type WireCondition = protos.google.cloud.run.v2.ICondition;
export type WireTraffic = protos.google.cloud.run.v2.ITrafficTarget;

/** Where one service is, and as whom it is asked for. */
export interface Location {
  readonly project: string;
  readonly region: string;
  /** Left out: as the account that the process runs as. */
  readonly as?: Principal;
}

export function parentName({ project, region }: Location): string {
  return `projects/${project}/locations/${region}`;
}

export function serviceName(location: Location, service: string): string {
  return `${parentName(location)}/services/${service}`;
}

/** The last segment of a resource name; a short name stays as it is, absent is empty. */
export function shortName(name: string | null | undefined): string {
  return name?.split('/').at(-1) ?? '';
}

/** A timestamp as ISO 8601. Unary answers carry seconds as text, operations as a Long. */
export function isoTime(time: protos.google.protobuf.ITimestamp | null | undefined): string {
  const milliseconds = Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1e6);
  return new Date(milliseconds).toISOString();
}
