// The whole sandbox dies without a word, and goes on in the same folder.

import { afterAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { call } from '../support/sandbox-front.ts';
import { personAt } from '../support/sandbox-person.ts';
import { launchSandbox, type Sandbox, startSandbox } from '../support/sandbox-process.ts';
import { propose, withVersion } from '../support/sandbox-team.ts';
import { eventually } from '../support/sandbox-wait.ts';

let first: Sandbox | null = null;
let second: Sandbox | null = null;

afterAll(async () => {
  await second?.stop();
  await first?.stop();
}, 60_000);

function processesIn(dir: string): readonly string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return all.split('\n').filter((line) => line.includes(dir));
}

async function served({ status, cloudRun }: Sandbox, target: string): Promise<string | null> {
  const [row] = (await status()).filter((it) => it.target === target);
  return (await call(cloudRun.front, row?.host ?? 'nobody.invalid')).version;
}

test(
  'killed in the middle of a release: no process is left, and a new start ends what was begun',
  async () => {
    first = await startSandbox(['--soak', '2s']);
    const alice = personAt(first, 'alice');
    const file = 'environments/dev/checkout.yml';
    const { number } = await propose(alice, file, (text) => withVersion(text, '1.4.2'));
    await eventually('the release to be completed', async () => {
      const bodies = (await alice.notes(number)).map(({ body }) => body);
      return bodies.some((body) => body.includes('merging deploys')) ? true : null;
    });
    await alice.merge(number);
    await first.kill();
    await eventually('its processes to end', () =>
      Promise.resolve(processesIn(first?.dir ?? '').length === 0 ? true : null),
    );

    second = await launchSandbox(first.dir, ['--soak', '2s']);
    for (const part of ['forge', 'bot', 'cloudRun', 'registries', 'control'] as const) {
      expect(second[part]).toEqual(first[part]);
    }
    const now = second;
    await eventually('the comment to say that it serves', async () => {
      const own = (await alice.notes(number)).filter(({ author }) => author === 'runway');
      expect(own).toHaveLength(1);
      return own[0]?.body.includes('checkout 1.4.2 serves in dev') === true ? true : null;
    });
    expect(await served(now, 'dev/checkout')).toBe('1.4.2');
    expect(await served(now, 'production/checkout')).toBe('1.4.1');
    await eventually('the promotion', async () => {
      const offers = await alice.mergeRequests({
        state: 'opened',
        branch: 'runway/promote/staging/checkout',
      });
      return offers.length === 1 ? true : null;
    });
  },
  16 * 60_000,
);
