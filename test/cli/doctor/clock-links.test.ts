import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { clockFinding } from '../../../src/cli/doctor/clock-links.ts';

let server: Server | null = null;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function telling(date: string | null): Promise<string> {
  server = createServer((_request, response) => {
    response.sendDate = false;
    if (date !== null) response.setHeader('date', date);
    response.statusCode = 404;
    response.end();
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

const off = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

test('a clock that agrees passes, whatever else the answer says', async () => {
  expect(await clockFinding('clock', await telling(off(3)))).toMatchObject({ outcome: 'passed' });
});

test.each([
  [-120, 'ahead of'],
  [120, 'behind'],
])('a clock that is %i s off is told, with its direction', async (seconds, way) => {
  const finding = await clockFinding('clock', await telling(off(seconds)));
  expect(finding.outcome).toBe('failed');
  expect(finding.words).toContain(way);
  expect(finding.mend).toContain('NTP');
});

test('who does not say what time it is, or does not answer, was not checked', async () => {
  expect((await clockFinding('clock', await telling(null))).outcome).toBe('not checked');
  expect((await clockFinding('clock', 'http://127.0.0.1:9')).outcome).toBe('not checked');
});
