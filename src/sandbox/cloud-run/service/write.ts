// What a create or update makes of a service: the new desired state, and the revision that it needs. Pure.

import { isDeepStrictEqual } from 'node:util';
import { checkService } from './check-service.ts';
import { checkTemplate } from './check-template.ts';
import { revisionConditions } from './conditions.ts';
import { withDefaults } from './defaults.ts';
import { inputOf } from './mask.ts';
import type {
  Revision,
  RevisionState,
  Service,
  ServiceKey,
  ServiceState,
  Template,
} from '../messages.ts';
import { host, numberedHost, revisionName, serviceName } from '../names.ts';
import { pruned } from './pruned.ts';
import { CloudRefusal } from '../../google/refusal.ts';
import { shares } from '../front/route.ts';
import { latestCreated, waitingForTraffic } from './settle.ts';
import { timestamp } from '../../google/serve/stamps.ts';
import { etagOf } from './stamp.ts';

/** Of one service. */
const MOST_REVISIONS = 1000;

export interface Writing {
  readonly key: ServiceKey;
  /** The e-mail address of the caller. */
  readonly caller: string;
  readonly projectNumber: string;
  /** Microseconds since 1970. */
  readonly at: bigint;
  /** Three letters for the end of a generated revision name. */
  readonly suffix: string;
  readonly uid: string;
}

export interface Written {
  readonly state: ServiceState;
  /** The name of the revision that is to be brought up; null when the template did not change. */
  readonly revision: string | null;
}

/** Throws a CloudRefusal, exactly where the vendor would not accept the request. */
export function write(before: ServiceState | null, asked: Service, writing: Writing): Written {
  const wanted = withDefaults(pruned(inputOf(asked)), writing.projectNumber);
  checkService(wanted, writing.key.id);
  checkTemplate(wanted.template ?? {}, writing.key.id);
  const base = before ?? firstState(writing);
  const { state, revision } = withRevision(base, wanted.template ?? {}, writing);
  if (before !== null && isDeepStrictEqual(inputOf(before.service), wanted)) {
    return { state: before, revision: null };
  }
  const service = {
    ...outputsOf(state.service),
    ...wanted,
    generation: String(Number(base.service.generation ?? 0) + 1),
    lastModifier: writing.caller,
    reconciling: true,
  };
  return { state: waitingForTraffic({ ...state, service }, writing.at), revision };
}

function outputsOf(service: Service): Service {
  const inputs = inputOf(service);
  return Object.fromEntries(Object.entries(service).filter(([field]) => !(field in inputs)));
}

function firstState({ at, caller, key, projectNumber, uid }: Writing): ServiceState {
  const uri = `https://${host(key)}`;
  const service: Service = {
    name: serviceName(key),
    uid,
    generation: '0',
    createTime: timestamp(at),
    creator: caller,
    uri,
    urls: [`https://${numberedHost(key, projectNumber)}`, uri],
    trafficStatuses: [],
    observedGeneration: '0',
  };
  return { key, service, made: 0, revisions: [] };
}

/** A changed template makes a revision; a name that exists must mean the same content. */
function withRevision(base: ServiceState, template: Template, writing: Writing): Written {
  const { revision: asked, ...content } = template;
  const latest = latestCreated(base);
  const named = asked ? base.revisions.find(({ name }) => name === asked) : undefined;
  if (named !== undefined) {
    if (!isDeepStrictEqual(named.template, content)) {
      throw new CloudRefusal(
        'ALREADY_EXISTS',
        `Revision named '${named.name}' with different configuration already exists.`,
      );
    }
    return { state: pointing(base, named.name), revision: null };
  }
  if (!asked && latest && isDeepStrictEqual(latest.template, content)) {
    return { state: base, revision: null };
  }
  const number = base.made + 1;
  const name = asked || `${base.key.id}-${String(number).padStart(5, '0')}-${writing.suffix}`;
  const made = newRevision({ name, number, content }, writing);
  const state = { ...base, made: number, revisions: [...kept(base), made] };
  return { state: pointing(state, name), revision: name };
}

/** The oldest revision that serves nothing goes when there are too many. */
function kept(base: ServiceState): readonly RevisionState[] {
  if (base.revisions.length < MOST_REVISIONS) return base.revisions;
  const serving = shares(base).map(({ revision }) => revision);
  const oldest = base.revisions.find(({ name }) => !serving.includes(name));
  return base.revisions.filter((revision) => revision !== oldest);
}

function pointing(state: ServiceState, name: string): ServiceState {
  const latestCreatedRevision = revisionName(state.key, name);
  return { ...state, service: { ...state.service, latestCreatedRevision } };
}

interface NewRevision {
  readonly name: string;
  readonly number: number;
  readonly content: Template;
}

function newRevision({ content, name, number }: NewRevision, writing: Writing): RevisionState {
  const { at, caller, key } = writing;
  const { healthCheckDisabled: _, ...shared } = content;
  const full = revisionName(key, name);
  const revision: Revision = {
    ...shared,
    name: full,
    uid: `${writing.uid.slice(0, -5)}${String(number).padStart(5, '0')}`,
    generation: '1',
    observedGeneration: '1',
    service: key.id,
    launchStage: 'GA',
    createTime: timestamp(at),
    updateTime: timestamp(at),
    creator: caller,
    reconciling: true,
    logUri: logUri(key, name),
    conditions: revisionConditions('starting', null, timestamp(at)),
    etag: etagOf(full, at),
  };
  return { name, number, template: content, revision, phase: 'starting', problem: null };
}

export function logUri({ id, project }: ServiceKey, revision: string): string {
  const filter = [
    'resource.type="cloud_run_revision"',
    `resource.labels.service_name="${id}"`,
    `resource.labels.revision_name="${revision}"`,
  ].join('\n');
  return `https://console.cloud.google.com/logs/viewer?project=${project}&resource=cloud_run_revision/service_name/${id}/revision_name/${revision}&advancedFilter=${encodeURIComponent(filter)}`;
}
