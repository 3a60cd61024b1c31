// One replica as a process of its own, for tests that stop, kill or race it: `node replica.mjs MODE URL`. It prints a
// line for each thing that it has done. Runs the built code, as every process does.

import { setTimeout as sleep } from 'node:timers/promises';

const dist = new URL('../../dist/', import.meta.url);
const { openStore } = await import(new URL('adapters/postgres/store.js', dist).href);
const { createQueue } = await import(new URL('adapters/postgres/queue.js', dist).href);
const { createWorker } = await import(new URL('passes/worker/worker.js', dist).href);
const { systemClock } = await import(new URL('cli/clock.js', dist).href);
const { silentLog } = await import(new URL('cli/log.js', dist).href);

const [, , mode = '', url = ''] = process.argv;
const store = await openStore({ url, dir: '/nowhere', log: silentLog });

if (mode === 'jobs') await jobs(store.sql);
else if (mode === 'jobs without guard') await jobs(without(store.sql, GUARD(), 'not dead'));
else if (mode === 'jobs without lock')
  await jobs(without(store.sql, / for update skip locked/, ''));
else runs();

/** What keeps a claim away from a key that somebody runs. */
function GUARD() {
  return 'not dead and coalesce(lease_until, due_at) <= clock_timestamp()';
}

function without(sql, guard, instead) {
  return {
    ...sql,
    query: (text, parameters) =>
      sql.query(text.replaceAll(/\s+/g, ' ').replace(guard, instead), parameters),
  };
}

/** Four workers, 200 jobs, 20 neighbours for each key: with a second process beside it, 40. */
async function jobs(sql) {
  const queue = createQueue(sql);
  let asked = 0;
  console.log('ready');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  await Promise.all([1, 2, 3, 4].map((each) => work(`${process.pid}/${each}`)));
  await store.close();
  process.exit();

  async function work(owner) {
    while (asked < 200) {
      const key = `production/w${Math.floor(asked / 20)}`;
      asked += 1;
      let lease = null;
      while (lease === null) {
        await queue.request([{ pass: 'converge', key }]);
        lease = await queue.claim(owner, 60_000, []);
      }
      const [span] = await sql.query(
        'insert into spans (key, began) values ($1, clock_timestamp()) returning id',
        [lease.key],
      );
      await sleep(1);
      await sql.query('update spans set ended = clock_timestamp() where id = $1', [span.id]);
      await queue.complete(lease, null);
    }
  }
}

/** A worker whose passes end only when they are told to; then they try to write with the lease that they had. */
function runs() {
  const queue = createQueue(store.sql);
  const pass = async (lease, signal) => {
    console.log(`began ${lease.key}`);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    const written = [
      await queue.heartbeat(lease, 60_000),
      await queue.fail(lease, 'late', null),
      await queue.complete(lease, null),
    ];
    console.log(`stopped ${signal.reason.code} ${written.join(' ')}`);
    throw signal.reason;
  };
  createWorker({
    queue,
    passes: { review: pass, converge: pass, promote: pass, watch: pass },
    clock: systemClock,
    log: silentLog,
    room: { lane: 10, all: 10, always: 1 },
    leaseMs: Number(process.argv[4]),
  }).start();
  console.log('ready');
}
