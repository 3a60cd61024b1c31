// The secrets of an App, for the code with which its maker came back: https://docs.github.com/en/rest/apps/apps#create-a-github-app-from-a-manifest

import { claimed } from '../app/register.ts';
import type { Api } from './call.ts';
import { appJson } from './entities/app.ts';
import { notFound } from './errors.ts';

export function conversionRoutes(api: Api): void {
  api.anybody('POST', '/app-manifests/:code/conversions', ({ world, input, reply }) => {
    const app = claimed(world, input.text('code') ?? '');
    if (app === null) throw notFound();
    void reply.code(201);
    return {
      ...appJson(world, app),
      client_secret: app.clientSecret,
      webhook_secret: app.hook === null ? null : app.webhookSecret,
      pem: app.privateKey,
    };
  });
}
