// The sandbox's switchboard, as somebody with curl meets it.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startControl, type Control } from '../../src/cli/sandbox/control.ts';
import { createFaults } from '../../src/sandbox/faults/faults.ts';

let told: readonly string[] = [];
let control: Control;

beforeAll(async () => {
  const bot = {
    pid: () => 7,
    start: () => {
      told = [...told, 'start'];
    },
    stop: (signal: string) => {
      told = [...told, signal];
      return Promise.resolve();
    },
  };
  const clean = (aheadMs = 0) => {
    told = [...told, `clean ${aheadMs}`];
    return Promise.resolve([]);
  };
  control = await startControl(0, [bot], { faults: createFaults(), clean });
});

afterEach(() => {
  told = [];
});

afterAll(() => control.stop());

async function post(path: string, body = ''): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${control.url}${path}`, { method: 'POST', body });
  return { status: answer.status, text: await answer.text() };
}

test('a bot is stopped and started by the signal that was named, or gently', async () => {
  await post('/bot/stop', '{"signal":"SIGKILL"}');
  await post('/bot/restart');
  expect(told).toEqual(['SIGKILL', 'SIGTERM', 'start']);
});

test('a signal that is not sent is refused, and the bot goes on', async () => {
  for (const path of ['/bot/stop', '/bots/1/restart']) {
    const { status, text } = await post(path, '{"signal":"SIGSTOP"}');
    expect({ status, text }).toEqual({ status: 400, text: expect.stringMatching(/SIGKILL/) });
  }
  expect(told).toEqual([]);
});

test('cleaning is done as if so many days had passed', async () => {
  expect(await post('/clean', '{"days":2}')).toMatchObject({ status: 200 });
  await post('/clean');
  expect(await post('/clean', '{"days":"2"}')).toMatchObject({ status: 400 });
  expect(told).toEqual(['clean 172800000', 'clean 0']);
});

test('what is not there is told with where to look', async () => {
  const { status, text } = await post('/bots/2/stop');
  expect(status).toBe(404);
  expect(JSON.parse(text)).toEqual({
    message: 'There is no POST /bots/2/stop: GET / lists what there is.',
  });
});

test('answers are laid out for a terminal and end with their line', async () => {
  const text = await (await fetch(control.url)).text();
  expect(text).toMatch(/^\{\n {2}"bot": \{\n[\s\S]*\n\}\n$/);
  expect(text).toContain('"POST /bot/stop"');
});
