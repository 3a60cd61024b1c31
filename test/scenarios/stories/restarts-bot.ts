// The sandbox's switchboard, for stories that stop and start the bot.

import type { Sandbox } from '../../support/sandbox-process.ts';

export async function stopBot(
  { control }: Sandbox,
  signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
  number = 1,
): Promise<void> {
  await post(`${control}/bots/${number}/stop`, { signal });
}

export async function startBot({ control }: Sandbox, number = 1): Promise<void> {
  await post(`${control}/bots/${number}/start`, {});
}

async function post(url: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}
