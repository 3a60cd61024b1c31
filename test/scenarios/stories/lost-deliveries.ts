// GitHub does not repeat a webhook that did not arrive: the bot asks for it, and finds out anyway.

import { createSign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { faultsOf } from '../../support/sandbox-faults.ts';
import type { Sandbox } from '../../support/sandbox-process.ts';
import { propose, type Team, withTimeout } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';
import { startBot, stopBot } from './restarts-bot.ts';

const EVENT = 'pull_request';
const FILE = 'environments/dev/storefront.yml';

interface Delivery {
  readonly guid: string;
  readonly event: string;
  readonly status_code: number;
  readonly redelivery: boolean;
}

export function lostDeliveries(team: () => Team): void {
  test('what did not arrive is sent again, and what it said is seen to', async () => {
    const { bob, judged, sandbox } = team();
    const faults = faultsOf(sandbox);
    const lost = await faults.set({ service: 'webhooks', method: EVENT, fault: { drop: true } });
    const { number } = await propose(bob, FILE, (text) => withTimeout(text, 44));
    await faults.struck(lost);
    await faults.clear();
    expect((await judged(number)).plan.status).toBe('success');
    await eventually('the delivery to arrive after all', async () => {
      const all = await deliveriesOf(sandbox);
      const missed = all.filter(({ event, status_code: code }) => {
        return event === EVENT && !(code >= 200 && code < 300);
      });
      const arrived = all.filter((it) => it.redelivery && it.status_code === 200);
      const again = arrived.filter(({ guid }) => missed.some((it) => it.guid === guid));
      return again.length > 0 ? true : null;
    });
    await bob.close(number);
  }, 90_000);

  test('what happened while the bot was down is seen to when it comes back', async () => {
    const { alice, bob, commentWith, judged, merge, rows, sandbox } = team();
    const waiting = await propose(alice, FILE, (text) => withTimeout(text, 45));
    await judged(waiting.number);
    await stopBot(sandbox);
    await merge(alice, waiting.number);
    const unseen = await propose(bob, FILE, (text) => `${text}# Nobody saw this.\n`);
    await startBot(sandbox);
    await commentWith(waiting.number, /serves in dev/);
    await rows('dev/storefront', 'serving');
    expect((await judged(unseen.number)).plan.status).toBe('success');
    await bob.close(unseen.number);
  }, 90_000);
}

async function deliveriesOf({ bot, dir, forge }: Sandbox): Promise<readonly Delivery[]> {
  const [, id = ''] = /^ {2}app: \{ id: (\d+),/m.exec(await readFile(bot.settings, 'utf8')) ?? [];
  const key = await readFile(join(dir, 'secrets/github-app.pem'), 'utf8');
  const answer = await fetch(`${forge.api}/app/hook/deliveries?per_page=100`, {
    headers: { authorization: `Bearer ${tokenOf(id, key)}` },
  });
  if (!answer.ok) throw new Error(`deliveries: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as readonly Delivery[];
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
function tokenOf(app: string, key: string): string {
  const now = Math.floor(Date.now() / 1000);
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: now - 60, exp: now + 300, iss: app },
  ];
  const said = parts
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${said}.${createSign('RSA-SHA256').update(said).sign(key, 'base64url')}`;
}
