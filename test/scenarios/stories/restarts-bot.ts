// The sandbox's switchboard, for stories that stop and start the bot.

import type { Sandbox } from '../../support/sandbox-process.ts';

export async function stopBot(
  { control }: Sandbox,
  signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
): Promise<void> {
  await post(`${control}/bot/stop`, { signal });
}

export async function startBot({ control }: Sandbox): Promise<void> {
  await post(`${control}/bot/start`, {});
}

async function post(url: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}
