// How many requests of a sort a project may make in a minute.

import { CloudRefusal } from '../refusal.ts';

export interface Limit {
  /** As the quota page calls it: `Write requests`. */
  readonly metric: string;
  readonly perMinute: number;
}

/** The real ones, but for what is given. */
export function limitsWith<Sort extends string>(
  real: Readonly<Record<Sort, Limit>>,
  perMinute: Partial<Readonly<Record<Sort, number>>> = {},
): Readonly<Record<Sort, Limit>> {
  const entries = Object.entries<Limit>(real).map(([sort, limit]) => [
    sort,
    { ...limit, perMinute: perMinute[sort as Sort] ?? limit.perMinute },
  ]);
  return Object.fromEntries(entries) as Record<Sort, Limit>;
}

export interface Quota {
  /**
   * Counts one request; throws RESOURCE_EXHAUSTED when the minute's share is used up. `project`: its number; `location`:
   * where each has a share of its own.
   */
  take(limit: Limit, project: string, location?: string): void;
}

/** Minutes are those of the clock. `service`: `secretmanager.googleapis.com`. */
export function createQuota(service: string, now: () => Date): Quota {
  const counts = new Map<string, number>();
  const state = { minute: 0 };
  return {
    take({ metric, perMinute }, project, location = '') {
      const minute = Math.floor(now().getTime() / 60_000);
      if (minute !== state.minute) counts.clear();
      state.minute = minute;
      const key = `${metric} ${project} ${location}`;
      const count = counts.get(key) ?? 0;
      if (count >= perMinute) throw exhausted(metric, { service, project, perMinute });
      counts.set(key, count + 1);
    },
  };
}

function exhausted(
  metric: string,
  of: { readonly service: string; readonly project: string; readonly perMinute: number },
): CloudRefusal {
  const { perMinute, project, service } = of;
  const limit = `${metric} per minute`;
  return new CloudRefusal(
    'RESOURCE_EXHAUSTED',
    `Quota exceeded for quota metric '${metric}' and limit '${limit}' of service '${service}' for consumer 'project_number:${project}'.`,
    [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'RATE_LIMIT_EXCEEDED',
        domain: 'googleapis.com',
        metadata: {
          service,
          consumer: `projects/${project}`,
          quota_limit: limit,
          quota_limit_value: String(perMinute),
          quota_metric: `${service}/${metric.toLowerCase().replaceAll(' ', '_')}`,
        },
      },
    ],
  );
}
