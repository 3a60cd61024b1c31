// All that a release leaves behind, as one value: two runs that ended alike are equal.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CloudRunState, cloudRunOf } from './cloud-run-state.ts';
import type { Person, Status } from './sandbox-person.ts';
import type { Sandbox } from './sandbox-process.ts';
import { withoutNames } from './without-names.ts';

/** Where a release begins: what is older is none of its doing. */
export interface Beginning {
  readonly mergeRequest: number;
  readonly convergence: number;
  readonly revisions: readonly string[];
}

export interface EndState {
  readonly files: Readonly<Record<string, string>>;
  readonly mergeRequests: readonly unknown[];
  readonly live: readonly unknown[];
  readonly ledger: readonly unknown[];
  readonly deadPasses: readonly unknown[];
}

const REGIONS = ['us-east1', 'europe-west1'];

export async function beginningOf(sandbox: Sandbox, person: Person): Promise<Beginning> {
  const [newest] = await person.mergeRequests({ state: 'all' });
  const known = await convergences(sandbox);
  const run = cloudRunOf(sandbox);
  const live = await liveOf(sandbox, run);
  await run.close();
  return {
    mergeRequest: newest?.number ?? 0,
    convergence: Math.max(0, ...known.map(({ id }) => id)),
    revisions: live.flatMap(({ revisions }) => revisions),
  };
}

export async function endState(
  sandbox: Sandbox,
  person: Person,
  since: Beginning,
): Promise<EndState> {
  const run = cloudRunOf(sandbox);
  const ledger = await convergences(sandbox);
  const found = {
    files: await filesOf(person),
    mergeRequests: await mergeRequestsOf(person, since),
    live: (await liveOf(sandbox, run)).map((service) => ({
      ...service,
      annotations: markedWith(person, service.annotations),
      revisions: service.revisions.filter((name) => !since.revisions.includes(name)),
    })),
    ledger: ledger
      .filter(({ id }) => id > since.convergence)
      .map(({ target, release, mergeRequest, outcome, tried }) => ({
        target,
        version: release?.version ?? null,
        digest: release?.digest ?? null,
        mergeRequest: mergeRequest === null ? null : person.reference(mergeRequest),
        outcome: outcome?.type ?? null,
        tried: tried.length,
      })),
    deadPasses: await bot(sandbox, '/api/passes').then((passes) =>
      (passes as readonly { state: string }[]).filter(({ state }) => state === 'dead'),
    ),
  };
  await run.close();
  return withoutNames(found);
}

async function filesOf(person: Person): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const path of await person.paths()) files[path] = await person.file(path);
  return files;
}

async function mergeRequestsOf(
  person: Person,
  { mergeRequest }: Beginning,
): Promise<readonly unknown[]> {
  const all = await person.mergeRequests({ state: 'all' });
  const mine = all
    .filter(({ number }) => number > mergeRequest)
    .sort((a, b) => a.number - b.number);
  return Promise.all(
    mine.map(async ({ number, head, branch, ...seen }) => ({
      number: person.reference(number),
      title: seen.title,
      description: seen.description,
      state: seen.state,
      branch: branch.startsWith('runway/') ? branch : 'of a person',
      // What the forge notes by itself is in commits, state and description.
      notes: (await person.notes(number)).map(({ author, body }) => ({ author, body })),
      commits: (await person.commitsOf(number)).map(({ title }) => title),
      // Of the newest commit: what is said of those before it lasts until they are replaced.
      statuses: ofReleases(await person.statuses(head)),
    })),
  );
}

/** A story ends when its release does; what the other program says of it, that it is none of its business, may come later. */
function ofReleases(statuses: ReadonlyMap<string, Status>): Readonly<Record<string, Status>> {
  return Object.fromEntries([...statuses].filter(([name]) => name !== 'runway/provision'));
}

interface Live {
  readonly service: string;
  readonly image: unknown;
  readonly traffic: unknown;
  readonly serving: unknown;
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: unknown;
  readonly settled: boolean;
  readonly revisions: readonly string[];
}

async function liveOf({ cloudRun }: Sandbox, run: CloudRunState): Promise<readonly Live[]> {
  const all: Live[] = [];
  for (const project of Object.values(cloudRun.projects)) {
    for (const region of REGIONS) {
      for (const service of await run.services(project, region)) {
        all.push({
          service: service.name ?? '',
          image: service.template?.containers?.[0]?.image,
          traffic: service.traffic,
          serving: service.trafficStatuses,
          annotations: service.annotations ?? {},
          labels: service.labels,
          settled: service.reconciling !== true,
          revisions: await run.revisions(service.name ?? ''),
        });
      }
    }
  }
  return all;
}

function markedWith(person: Person, annotations: Live['annotations']): Live['annotations'] {
  const key = 'runway.dev/merge-request';
  const number = annotations[key];
  return number === undefined
    ? annotations
    : { ...annotations, [key]: person.reference(Number(number)) };
}

interface Told {
  readonly id: number;
  readonly target: string;
  readonly release: { readonly version: string; readonly digest: string } | null;
  readonly mergeRequest: number | null;
  readonly outcome: { readonly type: string } | null;
  readonly tried: readonly string[];
}

/** All that the ledger has, oldest first. */
async function convergences(sandbox: Sandbox): Promise<readonly Told[]> {
  const newest = (await bot(sandbox, '/api/targets')) as readonly Told[];
  const histories = await Promise.all(
    newest.map(({ target }) => bot(sandbox, `/api/targets/${target}`)),
  );
  return (histories.flat() as Told[]).sort((a, b) => a.id - b.id);
}

async function bot(sandbox: Sandbox, path: string): Promise<unknown> {
  const token = readFileSync(join(sandbox.dir, 'secrets/read-token'), 'utf8').trim();
  const answer = await fetch(`${sandbox.bot.url}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
