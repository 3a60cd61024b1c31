// The webhook's door: durable, and not to be talked into anything.

import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { statusForBody } from '../../support/announced-body.ts';
import type { Team } from '../../support/sandbox-team.ts';

export function restartsHostile(team: () => Team): void {
  const post = async (body: string, headers: Readonly<Record<string, string>> = {}) => {
    const { url, webhookSecret } = team().sandbox.bot;
    const answer = await fetch(`${url}/webhooks/gitlab`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-gitlab-token': webhookSecret,
        'x-gitlab-event': 'Merge Request Hook',
        ...headers,
      },
      body,
    });
    return { status: answer.status, body: await answer.text() };
  };
  const opened = (project = 'acme/platform', iid: unknown = 999): string =>
    JSON.stringify({
      object_kind: 'merge_request',
      project: { path_with_namespace: project },
      object_attributes: { iid, state: 'opened' },
    });

  test('a wrong or missing token is refused before anything is read', async () => {
    expect(await post(opened(), { 'x-gitlab-token': 'guess' })).toMatchObject({ status: 401 });
    expect(await post('{', { 'x-gitlab-token': '' })).toMatchObject({ status: 401 });
  });

  test('what is too big or is not JSON is refused, and unknown events are not', async () => {
    const { url, webhookSecret } = team().sandbox.bot;
    const token = { 'x-gitlab-token': webhookSecret };
    expect(await statusForBody(`${url}/webhooks/gitlab`, token, 6 * 1024 * 1024)).toBe(413);
    expect(await post('{"project":')).toMatchObject({ status: 400 });
    expect(await post('')).toMatchObject({ status: 400 });
    expect(await post('[1, 2]')).toMatchObject({ status: 400 });
    expect(await post('"hook"')).toMatchObject({ status: 400 });
    expect(await post('null')).toMatchObject({ status: 400 });
    const unknown = { 'x-gitlab-event': 'Sunrise Hook' };
    expect(await post(opened(), unknown)).toMatchObject({
      status: 200,
      body: expect.stringContaining('"asked":0'),
    });
  });

  test('other projects and impossible numbers ask for nothing', async () => {
    for (const body of [
      opened('acme/checkout'),
      opened('acme/platform', -1),
      opened('acme/platform', '1'),
      '{}',
      '{"__proto__":{"project":1}}',
    ]) {
      const { status, body: text } = await post(body, { 'idempotency-key': randomUUID() });
      expect([status, JSON.parse(text)]).toEqual([200, { asked: 0, seen: false }]);
    }
  });

  test('a delivery that comes twice counts once', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await post(opened(), key);
    const second = await post(opened(), key);
    expect(JSON.parse(first.body)).toEqual({ asked: 1, seen: false });
    expect(JSON.parse(second.body)).toEqual({ asked: 0, seen: true });
  });

  test('an address that is not there, or another method, is answered plainly', async () => {
    const { url } = team().sandbox.bot;
    expect((await fetch(`${url}/webhooks/gitlab`)).status).toBe(404);
    expect((await fetch(`${url}/api/targets`)).status).toBe(401);
    const path = await fetch(`${url}/%2e%2e/api/passes`);
    expect([401, 404]).toContain(path.status);
    expect(await (await fetch(`${url}/nowhere`)).text()).not.toMatch(/node_modules|at .*\.js/);
  });
}
