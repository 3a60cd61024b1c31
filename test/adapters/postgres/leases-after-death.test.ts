import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../../src/adapters/postgres/embedded.ts';
import { createQueue } from '../../../src/adapters/postgres/queue.ts';
import type { Log } from '../../../src/ports/log.ts';

const silent: Log = { info() {}, warn() {}, error() {}, with: () => silent };

test('a run that died with its process goes on as soon as the store is opened again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runway-leases-'));
  const place = { dir: join(folder, 'store'), log: silent };
  const before = await openEmbedded(place);
  const queue = createQueue(before.sql);
  await queue.request([{ pass: 'converge', key: 'dev/checkout' }]);
  const first = await queue.claim('the dead', 3_600_000, []);
  await before.close();

  const after = await openEmbedded(place);
  const again = createQueue(after.sql);
  const second = await again.claim('the living', 3_600_000, []);
  expect(second).toMatchObject({ key: 'dev/checkout', requestedAt: first?.requestedAt });
  expect(second?.fence).toBeGreaterThan(first?.fence ?? 0);
  expect(await again.claim('another', 3_600_000, [])).toBeNull();
  await after.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
