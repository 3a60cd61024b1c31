// Sends webhooks: stored before they are tried, in order for each hook, again until they arrive.

import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../../ports/log.ts';
import type { Faults } from '../../faults/faults.ts';
import type { Hook, HookEvent } from '../model/state.ts';
import { createLine, type Line, webhookDoor } from './line.ts';
import { signatureHeaders } from './sign.ts';

export interface Delivery {
  readonly number: number;
  readonly uuid: string;
  readonly event: HookEvent;
  readonly payload: object;
}

/** One try, for people who look at a hook's recent events. */
export interface Attempt {
  readonly id: number;
  readonly trigger: string;
  readonly response_status: string;
  readonly execution_duration: number;
  readonly created_at: string;
  readonly request_data: object;
  readonly request_headers: Record<string, string>;
  readonly response_body: string;
}

export interface Deliveries {
  /** Goes on with what an earlier run left unsent. */
  resume(): void;
  enqueue(hook: Hook, event: HookEvent, payload: object): void;
  attempts(hook: Hook): readonly Attempt[];
  /** Forgets what a removed hook still had to send. */
  drop(hook: Hook): void;
  stop(): Promise<void>;
}

export interface DeliverySettings {
  readonly dir: string;
  readonly log: Log;
  readonly instance: () => string;
  /** Wait before the first retry; doubles up to 64 times this. */
  readonly retryMs: number;
  readonly hooks: () => readonly Hook[];
  readonly faults: Faults;
}

const eventNames: Readonly<Record<HookEvent, string>> = {
  push: 'Push Hook',
  tag_push: 'Tag Push Hook',
  merge_requests: 'Merge Request Hook',
  note: 'Note Hook',
};
const TIMEOUT_MS = 10_000;
const KEPT_ATTEMPTS = 50;
/** After so many tries one delivery is given up, so that a broken receiver cannot hold the queue for ever. */
const MOST_TRIES = 100;

/** Sends what is given to it; what an earlier run left waits for `resume`. */
export function createDeliveries(settings: DeliverySettings): Deliveries {
  const stopped = new AbortController();
  const running = new Map<number, Promise<void>>();
  const seen = new Map<number, Attempt[]>();
  const door = webhookDoor(settings.faults);
  const lines = new Map<number, Line>();
  const wake = (hook: Hook): void => {
    const line = lines.get(hook.id) ?? createLine(hook, door);
    lines.set(hook.id, line);
    line.ring();
    if (running.has(hook.id) || stopped.signal.aborted) return;
    const work = drain({ settings, hook, line, stop: stopped.signal, seen }).finally(() => {
      running.delete(hook.id);
      if (pending(folderOf(settings, hook)).length > 0 && settings.hooks().includes(hook))
        wake(hook);
    });
    running.set(hook.id, work);
  };
  return {
    resume() {
      for (const hook of settings.hooks()) wake(hook);
    },
    enqueue(hook, event, payload) {
      const folder = folderOf(settings, hook);
      mkdirSync(folder, { recursive: true });
      const number = (pending(folder).at(-1) ?? 0) + 1;
      const delivery: Delivery = { number, uuid: randomUUID(), event, payload };
      const file = fileOf(folder, number);
      writeFileSync(`${file}.new`, JSON.stringify(delivery));
      renameSync(`${file}.new`, file);
      wake(hook);
    },
    attempts: (hook) => seen.get(hook.id) ?? [],
    drop: (hook) => rmSync(folderOf(settings, hook), { recursive: true, force: true }),
    async stop() {
      stopped.abort();
      await Promise.all(running.values());
    },
  };
}

interface Drain {
  readonly settings: DeliverySettings;
  readonly hook: Hook;
  readonly line: Line;
  readonly stop: AbortSignal;
  readonly seen: Map<number, Attempt[]>;
}

async function drain({ settings, hook, line, stop, seen }: Drain): Promise<void> {
  const folder = folderOf(settings, hook);
  let tries = 0;
  for (;;) {
    const numbers = pending(folder);
    if (numbers.length === 0 || stop.aborted) return;
    const number = line.next(numbers);
    if (number === null) {
      await line.changed(stop);
      continue;
    }
    const file = fileOf(folder, number);
    const delivery = JSON.parse(readFileSync(file, 'utf8')) as Delivery;
    const fate = line.fate(delivery);
    if (fate === 'later') continue;
    if (fate === 'never') {
      rmSync(file, { force: true });
      line.over(number);
      continue;
    }
    let attempt = await send(settings, { hook, delivery, stop });
    if (fate === 'twice') attempt = await send(settings, { hook, delivery, stop });
    if (stop.aborted) return;
    seen.set(hook.id, [attempt, ...(seen.get(hook.id) ?? [])].slice(0, KEPT_ATTEMPTS));
    tries += 1;
    const arrived = /^2\d\d$/.test(attempt.response_status);
    if (arrived || tries >= MOST_TRIES) {
      rmSync(file, { force: true });
      line.over(number);
      tries = 0;
      continue;
    }
    settings.log.warn('webhook not delivered', {
      hook: hook.id,
      event: delivery.event,
      status: attempt.response_status,
    });
    await wait(settings.retryMs * 2 ** Math.min(tries - 1, 6), undefined, { signal: stop }).catch(
      () => undefined,
    );
  }
}

async function send(
  settings: DeliverySettings,
  { hook, delivery, stop }: { hook: Hook; delivery: Delivery; stop: AbortSignal },
): Promise<Attempt> {
  const body = JSON.stringify(delivery.payload);
  const started = Date.now();
  const signed = { id: delivery.uuid, at: new Date(started), body };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitLab/17.10.0',
    'x-gitlab-event': eventNames[delivery.event],
    'x-gitlab-webhook-uuid': hook.uuid,
    'x-gitlab-instance': settings.instance(),
    'x-gitlab-event-uuid': delivery.uuid,
    'idempotency-key': delivery.uuid,
    ...signatureHeaders(hook.signingToken ?? '', signed),
  };
  const result = await fetch(hook.url, {
    method: 'POST',
    headers: hook.token === '' ? headers : { ...headers, 'x-gitlab-token': hook.token },
    body,
    redirect: 'manual',
    signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
  })
    .then(
      async (response) => ({
        status: String(response.status),
        body: (await response.text()).slice(0, 2000),
      }),
      (error: unknown) => ({ status: 'internal error', body: String(error) }),
    )
    .catch((error: unknown) => ({ status: 'internal error', body: String(error) }));
  return {
    id: delivery.number,
    trigger: `${delivery.event}_hooks`,
    response_status: result.status,
    execution_duration: (Date.now() - started) / 1000,
    created_at: new Date(started).toISOString(),
    request_data: delivery.payload,
    request_headers: headers,
    response_body: result.body,
  };
}

const folderOf = (settings: DeliverySettings, hook: Hook): string =>
  join(settings.dir, 'deliveries', String(hook.id));

const fileOf = (folder: string, number: number): string =>
  join(folder, `${String(number).padStart(10, '0')}.json`);

function pending(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .map((name) => Number(name.slice(0, -5)))
    .sort((a, b) => a - b);
}
