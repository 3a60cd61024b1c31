// The App's webhook and what was sent to it: https://docs.github.com/rest/apps/webhooks

import type { Deliveries } from '../../forge/hooks/deliveries.ts';
import type { Attempt } from '../../forge/hooks/manner.ts';
import type { App } from '../../forge/model/app.ts';
import type { AppHook } from '../hooks/manner.ts';
import { setHook } from '../hooks/set-hook.ts';
import type { Api, AppCall } from './call.ts';
import { deliveryBrief, deliveryFull } from './entities/delivery.ts';
import { notFound } from './errors.ts';
import { reader } from './schema.ts';

export function appHookRoutes(api: Api, deliveries: Deliveries<AppHook>): void {
  api.asApp('GET', '/app/hook/config', ({ app }) => config(app));
  api.asApp('PATCH', '/app/hook/config', ({ app, body, world }) => {
    const given = reader(body);
    const url = given.text('url') ?? app.hook?.url ?? '';
    const secret = given.text('secret') ?? app.hook?.secret ?? '';
    given.done();
    setHook({ world, deliveries, app }, { url, secret });
    return config(app);
  });
  api.asApp('GET', '/app/hook/deliveries', (call) =>
    listed(call, attempts(call, deliveries)).map(deliveryBrief),
  );
  api.asApp('GET', '/app/hook/deliveries/:delivery_id', (call) =>
    deliveryFull(theAttempt(call, deliveries)),
  );
  api.asApp('POST', '/app/hook/deliveries/:delivery_id/attempts', (call) => {
    const { hook } = call.app;
    const { delivery } = theAttempt(call, deliveries);
    if (hook === null) throw notFound();
    deliveries.again(hook, delivery);
    void call.reply.code(202);
    return {};
  });
}

function config({ hook }: App): unknown {
  return {
    url: hook?.url ?? '',
    content_type: 'json',
    insecure_ssl: '0',
    ...(hook === null || hook.secret === '' ? {} : { secret: '********' }),
  };
}

/** Newest first. */
function attempts({ app }: AppCall, deliveries: Deliveries<AppHook>): readonly Attempt[] {
  return app.hook === null ? [] : deliveries.attempts(app.hook);
}

/** From a cursor on, not page by page; the link names the cursor of what follows. */
function listed({ input, reply, request, world }: AppCall, all: readonly Attempt[]): Attempt[] {
  const status = input.text('status');
  const cursor = /^v1_(\d+)$/.exec(input.text('cursor') ?? '')?.[1];
  const size = Math.min(100, Math.max(1, input.integer('per_page') ?? 30));
  const found = all.filter(
    (attempt) =>
      (status === undefined || (status === 'success') === succeeded(attempt)) &&
      (cursor === undefined || attempt.id <= Number(cursor)),
  );
  const next = found[size];
  if (next !== undefined) {
    const url = new URL(request.url, world.url());
    url.searchParams.set('cursor', `v1_${next.id}`);
    void reply.header('link', `<${url.href}>; rel="next"`);
  }
  return found.slice(0, size);
}

function succeeded({ status }: Attempt): boolean {
  return status !== null && status >= 200 && status < 400;
}

function theAttempt(call: AppCall, deliveries: Deliveries<AppHook>): Attempt {
  const wanted = call.input.text('delivery_id');
  const found = attempts(call, deliveries).find(({ id }) => String(id) === wanted);
  if (found === undefined) throw notFound();
  return found;
}
