// Statuses as check runs.

import { expect, test } from '@jest/globals';
import nock from 'nock';
import type { CommitStatus, Remark, Sha } from '../../../src/ports/forge.ts';
import { appId, connect, installed, project, pullRequest, scope } from './server.ts';
import { guardNetwork } from '../../support/guard-network.ts';

const head = 'a'.repeat(40) as Sha;
const status: CommitStatus = {
  context: 'runway/plan',
  state: 'passed',
  summary: '1 to update',
  url: 'https://runway.test/7',
  details: '| a | b |',
  remarks: [],
};

guardNetwork();

type Said = Record<string, unknown> & { external_id: string; output: { annotations: object[] } };

interface Run {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly external_id: string | null;
  readonly output: { readonly annotations_count: number };
  readonly check_suite: { readonly id: number };
}

function run(members: Partial<Run> = {}): Run {
  return {
    id: 30,
    name: 'runway/plan',
    status: 'completed',
    external_id: null,
    output: { annotations_count: 0 },
    check_suite: { id: 5 },
    ...members,
  };
}

/** Says the status where these runs are; gives what was sent, in order. */
async function say(there: readonly Run[], told: Partial<CommitStatus> = {}) {
  const sent: { route: string; body: Said }[] = [];
  const note = (route: string) => (_uri: string, body: unknown) => {
    sent.push({ route, body: body as Said });
    return run({ id: 31 });
  };
  installed();
  scope()
    .get(`${project}/commits/${head}/check-runs`)
    .query({ app_id: String(appId), filter: 'latest', per_page: '100' })
    .reply(200, { total_count: there.length, check_runs: there });
  const server = scope();
  server.post(`${project}/check-runs`).optionally().reply(201, note('new'));
  for (const id of [30, 31]) {
    server
      .patch(`${project}/check-runs/${id}`)
      .optionally()
      .times(9)
      .reply(200, note(String(id)));
  }
  scope().get(`${project}/pulls/7`).reply(200, pullRequest());
  const { forge } = connect();
  const mergeRequest = await forge.mergeRequest(7);
  if (mergeRequest === null) throw new Error('it was there');
  await forge.status(head, mergeRequest, { ...status, ...told });
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
  return sent;
}

/** The name by which this status is known again. */
async function digest(): Promise<string> {
  const [first] = await say([]);
  return first?.body.external_id ?? '';
}

function suite(said: string): void {
  scope().get(`${project}/check-suites/5`).reply(200, { id: 5, status: said });
}

test('a status is a run with its details, a button, and a name that it is known by', async () => {
  const remark: Remark = {
    path: 'environments/dev/checkout.yml',
    line: 4,
    column: 7,
    severity: 'error',
    message: 'is no number',
  };
  const sent = await say([], {
    state: 'failed',
    remarks: [remark, { ...remark, severity: 'warning' }],
  });
  const place = {
    path: remark.path,
    start_line: 4,
    end_line: 4,
    start_column: 7,
    end_column: 7,
    message: 'is no number',
  };
  expect(sent).toEqual([
    {
      route: 'new',
      body: {
        name: 'runway/plan',
        head_sha: head,
        status: 'completed',
        conclusion: 'failure',
        details_url: 'https://runway.test/7',
        external_id: expect.stringMatching(/^7 [0-9a-f]{16} [0-9a-f]{8}$/),
        output: {
          title: '1 to update',
          summary: '| a | b |',
          annotations: [
            { ...place, annotation_level: 'failure' },
            { ...place, annotation_level: 'warning' },
          ],
        },
        actions: [expect.objectContaining({ identifier: 'plan', label: 'Plan again' })],
      },
    },
  ]);
});

test('what is said already is not said again', async () => {
  const external_id = await digest();
  suite('completed');
  expect(await say([run({ external_id })])).toEqual([]);
});

test('an unchanged run whose neighbour is under way is not said again either', async () => {
  const external_id = await digest();
  const neighbour = run({ id: 40, name: 'runway/approval', status: 'in_progress' });
  expect(await say([run({ external_id }), neighbour])).toEqual([]);
});

test('after somebody has pressed "Re-run", all is said once more', async () => {
  const external_id = await digest();
  suite('queued');
  expect(await say([run({ external_id })])).toMatchObject([
    { route: 'new', body: { conclusion: 'success', external_id } },
  ]);
});

test('what is under way ends in the same run', async () => {
  expect(await say([run({ status: 'in_progress' })])).toMatchObject([
    { route: '30', body: { conclusion: 'success' } },
  ]);
});

test('what has ended stays as it ended: what comes next is a run of its own', async () => {
  const sent = await say([run({ external_id: '7 another' })], { state: 'pending' });
  expect(sent).toMatchObject([{ route: 'new', body: { status: 'in_progress' } }]);
  expect(sent[0]?.body).not.toHaveProperty('conclusion');
});

test('remarks cannot be taken back: with others the run is another, and the old one ends', async () => {
  const there = run({ status: 'in_progress', output: { annotations_count: 2 } });
  expect(await say([there])).toMatchObject([
    { route: '30', body: { conclusion: 'cancelled' } },
    { route: 'new', body: { conclusion: 'success' } },
  ]);
});

test('remarks that stand there already are not said again while the rest goes on', async () => {
  const remarks: Remark[] = [
    { path: 'a.yml', line: 1, column: 1, severity: 'warning', message: 'is old' },
  ];
  const [first] = await say([], { state: 'pending', remarks });
  const external_id = first?.body.external_id ?? '';
  const there = run({ status: 'in_progress', external_id, output: { annotations_count: 1 } });
  const sent = await say([there], { state: 'pending', summary: 'going on', remarks });
  expect(sent).toMatchObject([{ route: '30', body: { output: { annotations: [] } } }]);
});

test('more remarks than GitHub takes at once follow one after the other, known only when all are there', async () => {
  const remarks = Array.from({ length: 230 }, (_, index): Remark => ({
    path: 'a.yml',
    line: index + 1,
    column: 1,
    severity: 'error',
    message: 'wrong',
  }));
  const sent = await say([], { state: 'failed', remarks });
  expect(sent.map(({ route }) => route)).toEqual(['new', '31', '31', '31']);
  expect(sent.map(({ body }) => body.output.annotations.length)).toEqual([50, 50, 50, 50]);
  const names = sent.map(({ body }) => body.external_id);
  expect(names.slice(0, 3)).toEqual(['7', '7', '7']);
  expect(names[3]).toMatch(/^7 [0-9a-f]{16} [0-9a-f]{8}$/);
});

test('details that are longer than GitHub takes are cut, and without any the summary stands there', async () => {
  const [long] = await say([], { details: 'x'.repeat(70_000) });
  expect(JSON.stringify(long?.body.output)).toContain(`"${'x'.repeat(65_535)}"`);
  const [short] = await say([], { details: '' });
  expect(short?.body.output).toMatchObject({ summary: '1 to update' });
});
