// Approvals in the corners that a healthy server rarely shows.

import { expect, test } from '@jest/globals';
import { connect, mergeRequest, project, scope } from './server.ts';
import { guardNetwork } from '../../support/guard-network.ts';

const request = `${project}/merge_requests/7`;
const [first, second] = ['1', '2'].map((digit) => digit.repeat(40));

guardNetwork();

interface Given {
  readonly user: { readonly id: number; readonly username: string } | null;
  readonly approved_at?: string | null;
}

const olga = { id: 1, username: 'olga' };
const bob = { id: 2, username: 'bob' };
const alice = { id: 3, username: 'alice' };
const at = (hour: number): string => `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** Alice's merge request, pushed at 8 and at 10. */
function given(approved_by: readonly Given[]): void {
  scope().get(`${request}/approvals`).reply(200, { approved_by });
  scope()
    .get(request)
    .reply(200, mergeRequest({ sha: second }));
  scope()
    .get(`${request}/versions`)
    .reply(200, [
      { id: 2, head_commit_sha: second, created_at: at(10) },
      { id: 1, head_commit_sha: first, created_at: at(8) },
    ]);
}

function member(id: number, members: object = {}): void {
  scope()
    .get(`${project}/members/all/${id}`)
    .reply(200, { id, access_level: 30, state: 'active', ...members });
}

const approvals = () => connect().forge.approvals(7);

test('an approval counts for the head that was the newest when it was given', async () => {
  given([
    { user: olga, approved_at: at(11) },
    { user: bob, approved_at: at(9) },
  ]);
  member(1);
  member(2);
  expect(await approvals()).toEqual([
    { by: 'bob', commit: first, member: true },
    { by: 'olga', commit: second, member: true },
  ]);
});

test('in the zone of another GitLab it is the same moment', async () => {
  given([{ user: bob, approved_at: '2026-11-20T10:30:00.000+02:00' }]);
  member(2);
  expect(await approvals()).toEqual([{ by: 'bob', commit: first, member: true }]);
});

test("the author's own approval is none", async () => {
  given([{ user: alice, approved_at: at(11) }]);
  expect(await approvals()).toEqual([]);
});

test.each([
  ['no time, from an older GitLab', undefined],
  ['no time yet', null],
  ['a time that cannot be read', 'yesterday'],
])('an approval with %s counts for no head', async (_how, approved_at) => {
  scope()
    .get(`${request}/approvals`)
    .reply(200, {
      approved_by: [{ user: bob, ...(approved_at === undefined ? {} : { approved_at }) }],
    });
  expect(await approvals()).toEqual([]);
});

test('an approval from before the first version counts for no head', async () => {
  given([{ user: bob, approved_at: at(7) }]);
  expect(await approvals()).toEqual([]);
});

test('who may only read is no member, nor is who is blocked', async () => {
  given([
    { user: bob, approved_at: at(11) },
    { user: olga, approved_at: at(12) },
  ]);
  member(1, { state: 'blocked' });
  member(2, { access_level: 20 });
  expect((await approvals()).map((each) => each.member)).toEqual([false, false]);
});

test('who does not belong to the project is no member', async () => {
  given([{ user: bob, approved_at: at(11) }]);
  scope().get(`${project}/members/all/2`).reply(404, { message: '404 Not found' });
  expect(await approvals()).toEqual([{ by: 'bob', commit: second, member: false }]);
});

test('members that cannot be looked at are an error, and not nobody', async () => {
  given([{ user: bob, approved_at: at(11) }]);
  scope().get(`${project}/members/all/2`).reply(403, { message: '403 Forbidden' });
  await expect(approvals()).rejects.toMatchObject({ code: 'RUNWAY_FORGE_DENIED' });
});

test('the approval of somebody whose account is gone is passed over', async () => {
  given([
    { user: null, approved_at: at(11) },
    { user: bob, approved_at: at(11) },
  ]);
  member(2);
  expect((await approvals()).map(({ by }) => by)).toEqual(['bob']);
});
