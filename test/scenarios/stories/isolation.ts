// What an account of one workload may do with what belongs to another: nothing.

import { expect, test } from '@jest/globals';
import type { Team } from '../../support/sandbox-team.ts';
import { callTls } from '../../support/sandbox-https.ts';
import { described } from './reviews.ts';

const PROJECT = 'projects/acme-runway-dev';

export function isolation(team: () => Team): void {
  test.each(['dev/checkout/deploy', 'dev/checkout/runtime', 'dev/reviews/deploy', 'bot'])(
    '%s does not read the secret of reviews, nor its own process',
    async (name) => {
      const ask = asking(team(), name);
      const version = `${PROJECT}/secrets/reviews__MODERATION_KEY/versions/1:access`;
      const { status } = await ask('secretManager', 'GET', version);
      // Its own deploy account administers the copy, and a role that may do so reads it too.
      expect(status).toBe(name === 'dev/reviews/deploy' ? 200 : 403);
    },
    30_000,
  );

  test("the deploy account of one workload cannot change another's service or secrets", async () => {
    const ask = asking(team(), 'dev/checkout/deploy');
    const body = { payload: { data: Buffer.from('mine').toString('base64') } };
    const added = `${PROJECT}/secrets/reviews__MODERATION_KEY:addVersion`;
    expect((await ask('secretManager', 'POST', added, body)).status).toBe(403);
    const created = `${PROJECT}/secrets?secretId=reviews__OTHER`;
    expect((await ask('secretManager', 'POST', created, {})).status).toBe(403);
    const repository = `${PROJECT}/locations/us/repositories/reviews`;
    expect((await ask('artifactRegistry', 'DELETE', repository)).status).toBe(403);
  }, 30_000);

  test.each(['dev/checkout/deploy', 'dev/checkout/runtime', 'dev/plans', 'provisioner'])(
    '%s cannot be the deploy account of reviews',
    async (name) => {
      const account = 'dep-reviews@acme-runway-dev.iam.gserviceaccount.com';
      const path = `projects/-/serviceAccounts/${account}:generateAccessToken`;
      const body = { scope: ['https://www.googleapis.com/auth/cloud-platform'] };
      const { status } = await asking(team(), name)('iamCredentials', 'POST', path, body);
      expect(status).toBe(403);
    },
    30_000,
  );
}

type Api = 'secretManager' | 'artifactRegistry' | 'iamCredentials';

function asking({ sandbox }: Team, name: string) {
  return async (api: Api, method: string, path: string, body?: object) => {
    const { accounts, google } = await described(sandbox);
    const at = google[api];
    const origin = at.startsWith('https:') ? at : `https://${at}`;
    return callTls(`${origin}/v1/${path}`, {
      ca: google.ca,
      method,
      headers: { authorization: `Bearer ${accounts[name] ?? ''}` },
      ...(body === undefined ? {} : { body }),
    });
  };
}
